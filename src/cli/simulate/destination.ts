import { printable } from '../../core/printable.ts';
import { RelayError } from '../../errors.ts';
import { type Environment, readSettings, renderSettingsProblem, type Settings } from '../../settings.ts';
import { LOOPBACK } from '../../settings/variables.ts';
import { isYes, type Terminal } from '../terminal.ts';
import { type SimulateOptions } from './options.ts';

/** Where a webhook is sent, and signed with what. */
export interface Destination {
  readonly url: string;
  readonly isLocal: boolean;
  readonly secret: string;
}

/** Probot's, where none is set: https://probot.github.io/docs/configuration */
const PROBOTS_SECRET = 'development';

/** What is wrong with others does not matter here. */
const USED: ReadonlySet<string> = new Set(['HOST', 'PORT', 'WEBHOOK_PATH', 'WEBHOOK_SECRET', 'DATABASE_URL']);

export const usableSettings = (env: Environment): Settings => {
  const { settings, problems } = readSettings(env);
  const wrong = problems.filter(({ variable }) => USED.has(variable));
  if (wrong.length > 0) throw new RelayError('settings-invalid', wrong.map(renderSettingsProblem).join('; '));
  return settings;
};

type Wanted = Pick<SimulateOptions, 'url' | 'plainHttp'>;

/** The server that these settings start, or the one at `url`. */
export const destinationOf = (wanted: Wanted, settings: Settings): Destination => {
  const url = wanted.url === undefined ? ownUrl(settings) : givenUrl(wanted.url);
  const isLocal = LOOPBACK.test(url.hostname);
  if (url.protocol === 'http:' && !isLocal && (wanted.plainHttp ?? '').trim() === '')
    throw new RelayError('simulate-address', `${shown(url)} is read by everybody on the way.`);
  const secret = settings.webhookSecret ?? (isLocal && !settings.production ? PROBOTS_SECRET : undefined);
  if (secret === undefined)
    throw new RelayError(
      'settings-invalid',
      'WEBHOOK_SECRET: found nothing; set it to the webhook secret of that server.',
    );
  return { url: url.href, isLocal, secret };
};

/** Asks whoever sits there, where it is not this machine; whether it is to be sent. */
export const isAgreed = async (
  { url, isLocal }: Destination,
  what: string,
  yes: boolean,
  terminal: Pick<Terminal, 'ask'>,
): Promise<boolean> => {
  if (isLocal || yes) return true;
  if (terminal.ask) return isYes(await terminal.ask(`Send ${what} to ${url}, and so to its hubs? [y/N]`));
  throw new RelayError('simulate-unconfirmed', `It is ${url}.`);
};

const ownUrl = ({ host, port, webhookPath }: Settings): URL => {
  if (port === 0)
    throw new RelayError('simulate-address', 'PORT is 0, so the port is not known before it starts.');
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host;
  const url = URL.parse(
    `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}${webhookPath}`,
  );
  if (!url) throw new RelayError('simulate-address', `HOST is ${printable(host)}.`);
  return url;
};

const givenUrl = (text: string): URL => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new RelayError('simulate-address', `"${printable(text)}" is no http:// or https:// URL.`);
  if (url.username !== '' || url.password !== '')
    throw new RelayError('simulate-address', `The URL of ${url.host} holds a user or a password.`);
  return url;
};

const shown = ({ protocol, host, pathname }: URL): string => `${protocol}//${host}${pathname}`;
