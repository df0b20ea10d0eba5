import { setTimeout as delay } from 'node:timers/promises';
import { SmeeClient } from 'smee-client';
import { printable } from '../core/printable.ts';
import { type Log } from '../flow/ports.ts';
import { type ChannelWebhook, readChannelMessage } from './channel-message.ts';

/** A connection to a channel of smee.io's kind, which is made again whenever it breaks. */
export interface Channel {
  close(): void;
}

export interface ChannelOptions {
  /** "https://smee.io/abc": whoever knows it can read what comes through, and post to it. */
  readonly url: string;
  readonly log: Log;
  readonly onWebhook: (webhook: ChannelWebhook) => void;
  readonly times?: Partial<ChannelTimes>;
}

/** All in milliseconds. */
interface ChannelTimes {
  /** Before the first try to connect again; doubles with each that fails. */
  readonly first: number;
  readonly most: number;
  /** A connection that held for so long begins with `first` when it breaks. */
  readonly steady: number;
  /** smee.io pings every 30 s. Where it pinged once and then is silent for so long, nobody is there any more. */
  readonly silence: number;
}

const TIMES: ChannelTimes = { first: 500, most: 60_000, steady: 10_000, silence: 95_000 };

/**
 * Listens until it is closed. smee-client by itself gives up for ever at any answer but 200, tries an unreachable channel
 * every 3 s with an error line each, notices a dead connection only after 5 minutes, and its forwarding throws outside of
 * any promise at a message without a body; so it only holds one connection here, and what is around is ours.
 */
export const openChannel = ({ url, log, onWebhook, times }: ChannelOptions): Channel => {
  const { first, most, steady, silence } = { ...TIMES, ...times };
  const closing = new AbortController();
  const where = new URL(url).host;
  let said: 'nothing' | 'connected' | 'lost' = 'nothing';
  let failures = 0;

  const onOpen = (): void => {
    if (said === 'lost') log.info({}, `the channel at ${where} is connected again`);
    else log.info({}, `connected to the channel at ${where}`);
    said = 'connected';
  };

  const onLost = (reason: string): void => {
    if (said === 'lost' || closing.signal.aborted) return;
    const what =
      said === 'connected'
        ? `the connection to the channel at ${where} was lost`
        : `the channel at ${where} cannot be reached`;
    log.warn({}, `${what} (${reason}); it is tried again until it works, ${MEANWHILE}`);
    said = 'lost';
  };

  const keepUp = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const { reason, lasted } = await hold({ url, silence, signal: closing.signal, onOpen, onWebhook });
      onLost(reason);
      failures = lasted >= steady ? 1 : failures + 1;
      const wait = Math.min(most, first * 2 ** (failures - 1));
      await delay(wait * (0.5 + Math.random() / 2), undefined, { signal: closing.signal });
    }
  };
  // The only way out is that it was closed.
  keepUp().catch(() => undefined);
  return { close: () => closing.abort() };
};

const MEANWHILE = 'and what GitHub sends meanwhile does not arrive';

interface Connection extends Pick<ChannelOptions, 'url' | 'onWebhook'> {
  readonly silence: number;
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
}

/** One connection, from its first try to its end; why it ended, and how many milliseconds it had been open. */
const hold = ({ url, onWebhook, silence, signal, onOpen }: Connection) =>
  new Promise<{ reason: string; lasted: number }>((resolve) => {
    // Required of it, and never asked: this one does not forward.
    const client = new SmeeClient({ source: url, target: url, forward: false, logger: QUIET });
    let openedAt: number | undefined;
    let watch: NodeJS.Timeout | undefined;
    const end = (reason: string): void => {
      clearTimeout(watch);
      signal.removeEventListener('abort', onClose);
      void client.stop();
      resolve({ reason, lasted: openedAt === undefined ? 0 : performance.now() - openedAt });
    };
    const onClose = (): void => end('closed');
    signal.addEventListener('abort', onClose);
    client.onopen = () => {
      openedAt = performance.now();
      onOpen();
    };
    client.onerror = ({ message, code }) =>
      end(printable(code === undefined ? (message ?? 'it was closed') : `it answered ${code}`));
    client.onmessage = ({ data }: { data: unknown }) => {
      watch?.refresh();
      const webhook = readChannelMessage(String(data));
      if (webhook) onWebhook(webhook);
    };
    client
      .start()
      .then((events) =>
        events.addEventListener('ping', () => {
          watch ??= setTimeout(
            () => end(`no sign of life for ${Math.round(silence / 1000)} s`),
            silence,
          ).unref();
          watch.refresh();
        }),
      )
      // What rejects it was told to `onerror` as well.
      .catch(() => undefined);
  });

const QUIET = { info: () => undefined, error: () => undefined };
