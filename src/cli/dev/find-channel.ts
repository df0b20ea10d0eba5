import { CHANNEL_SERVER, makeChannel } from '../../serve/make-channel.ts';
import { type Environment, readSettings } from '../../settings.ts';
import { isSafeUrl } from '../../settings/variables.ts';
import { writeEnvFile } from '../../settings/write-env-file.ts';

export interface Search {
  readonly env: Environment;
  /** Where a new channel is written down, so that the set-up page and the next start take the same one. */
  readonly file: string;
  /** Who makes one. */
  readonly server?: string;
}

/** The channel to listen to, or none; and a sentence about it. */
export interface FoundChannel {
  readonly url?: string;
  readonly note: string;
}

/** That of WEBHOOK_PROXY_URL, or a new one where it would be of use and there is a network. */
export const findChannel = async ({ env, file, server = CHANNEL_SERVER }: Search): Promise<FoundChannel> => {
  const { settings, problems } = readSettings(env);
  if (env.WEBHOOK_PROXY_URL?.trim()) {
    const { webhookProxyUrl: url } = settings;
    const isWrong = url === undefined || problems.some(({ variable }) => variable === 'WEBHOOK_PROXY_URL');
    return isWrong
      ? { note: 'no channel: WEBHOOK_PROXY_URL is wrong' }
      : { url, note: `the channel is ${url}` };
  }
  const reason = reasonForNone(env, settings);
  if (reason !== undefined) return { note: `no channel is made, since ${reason}` };
  let url: string;
  try {
    url = await makeChannel(server);
  } catch (error) {
    return {
      note: `${server} cannot be reached (${sayWhy(error)}), so GitHub’s webhooks do not get here; ${WORKS}`,
    };
  }
  if (!isSafeUrl(url))
    return { note: `${server} gave no https:// address for a channel, so there is none; ${WORKS}` };
  const kept = keep(file, url);
  const use = settings.credentials
    ? 'set it as the webhook URL on the App’s page on GitHub'
    : 'the App that the set-up page registers will send to it';
  return { url, note: `the channel is ${url} (new, ${kept}): ${use}` };
};

const WORKS = 'everything else works, and `hub-relay simulate` makes webhooks without a network';

/** With a channel, `start` would refuse these settings; and some do not want one. */
const reasonForNone = (
  env: Environment,
  { credentials, webhookSecret, webhookSenders }: ReturnType<typeof readSettings>['settings'],
): string | undefined => {
  if (env.NO_SMEE_SETUP === 'true') return 'NO_SMEE_SETUP is true';
  if (credentials && webhookSecret === undefined)
    return 'anyone can post to one and WEBHOOK_SECRET is not set';
  if (webhookSenders === 'github') return 'WEBHOOK_SENDERS is github, and all would come from the channel';
  return undefined;
};

const sayWhy = (error: unknown): string =>
  (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error));

const keep = (file: string, url: string): string => {
  try {
    writeEnvFile(file, { WEBHOOK_PROXY_URL: url });
    return 'kept in .env';
  } catch (error) {
    return `not kept, as .env cannot be written: ${sayWhy(error)}`;
  }
};
