import { askWebhookConfig } from '../compose/for-commands.ts';
import { RelayError } from '../errors.ts';
import { type Log } from '../flow/ports.ts';
import { type Settings } from '../settings.ts';
import { LOOPBACK } from '../settings/variables.ts';

/** How long a start waits for GitHub, in milliseconds. */
const PATIENCE = 3_000;

/**
 * Asks GitHub how it sends webhooks: over plain HTTP, or to anybody's certificate, others could read them. Rejects with
 * `webhook-insecure` in production, and warns elsewhere; where GitHub can't be asked, it only says so.
 */
export const checkWebhook = async (
  settings: Required<Pick<Settings, 'credentials' | 'urls' | 'production'>>,
  log: Pick<Log, 'warn'>,
): Promise<void> => {
  let found: string | undefined;
  try {
    const { url = '', isUnverified } = await askWebhookConfig(settings, PATIENCE);
    found = weaknessOf(URL.parse(url), isUnverified);
  } catch (error) {
    log.warn({ err: error }, 'GitHub could not be asked whether it sends webhooks over HTTPS');
    return;
  }
  if (found === undefined) return;
  const insecure = new RelayError('webhook-insecure', found);
  if (settings.production) throw insecure;
  log.warn({}, `${insecure.message} In production, Hub Relay would not start like this. [webhook-insecure]`);
};

/** Without the path and what may follow it: some keep a secret there. */
export const weaknessOf = (url: URL | null, isUnverified: boolean): string | undefined => {
  if (url === null || LOOPBACK.test(url.hostname)) return undefined;
  if (url.protocol === 'http:') return `The webhook URL of the App is at http://${url.host}.`;
  return isUnverified ? `SSL verification is disabled for the App’s webhook at ${url.host}.` : undefined;
};
