import { EventEmitter, once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { printable } from '../core/printable.ts';
import { type Log } from '../flow/ports.ts';
import { type Channel, openChannel } from './channel.ts';
import { type ChannelWebhook } from './channel-message.ts';
import { postWebhook, type ServerAnswer } from './post-webhook.ts';
import { explainWrongSignature, isWrongSignature } from './wrong-signature.ts';

/** Hands what a channel brings to our server, one after the other. */
export interface Forwarder {
  readonly take: (webhook: ChannelWebhook) => void;
  /** Where the server takes webhooks from now on; `undefined` while there is none, and what comes is held. */
  readonly to: (url: string | undefined) => void;
  readonly close: () => void;
}

export interface ForwarderOptions {
  readonly log: Log;
  /** Before a second try, in milliseconds; doubles with each. */
  readonly first?: number;
  /** Characters of bodies that are held at most. */
  readonly room?: number;
}

/** Two minutes in all, with the 500 ms that it begins with. The channel has told GitHub 200 already, which won't send it again. */
const TRIES = 9;
const ROOM = 100_000_000;

export const createForwarder = ({ log, first = 500, room = ROOM }: ForwarderOptions): Forwarder => {
  const closing = new AbortController();
  const { signal } = closing;
  const moves = new EventEmitter();
  const held: ChannelWebhook[] = [];
  let url: string | undefined;
  let size = 0;
  let isWorking = false;
  let isSaid = false;
  let passed = false;

  const sayHeld = (why: string): void => {
    if (!isSaid) log.info({}, `webhooks are held until the server answers (${why})`);
    isSaid = true;
  };

  const target = async (): Promise<string> => {
    while (url === undefined) {
      sayHeld('it is not up');
      await once(moves, 'move', { signal });
    }
    return url;
  };

  const deliver = async (webhook: ChannelWebhook): Promise<ServerAnswer> => {
    for (let tries = 1; ; tries += 1) {
      const answer = await postWebhook(await target(), webhook, signal);
      const isFinal = answer.status !== 0 && answer.status < 500;
      if (isFinal || tries === TRIES) return answer;
      signal.throwIfAborted();
      sayHeld(`${answer.status || answer.text}`);
      // A server that comes up anew is asked at once.
      const waited = new AbortController();
      const either = AbortSignal.any([signal, waited.signal]);
      await Promise.race([
        delay(first * 2 ** (tries - 1), undefined, { signal: either }),
        once(moves, 'move', { signal: either }),
      ]).finally(() => waited.abort());
    }
  };

  const tell = (webhook: ChannelWebhook, { status, text }: ServerAnswer): void => {
    const fields = { event: webhook.delivery, status };
    const what = `${nameOf(webhook)} came through the channel`;
    // A server that refuses one is up as well.
    if (status > 0 && status < 500) isSaid = false;
    if (status >= 200 && status < 300) {
      passed = true;
      log.info(fields, `${what}: ${status}`);
    } else if (isWrongSignature(text)) {
      const { code, message, remedy } = explainWrongSignature(webhook, passed);
      log.warn({ ...fields, code }, `${what}: ${status}. ${message} ${remedy} [${code}]`);
    } else {
      log.warn(
        fields,
        `${what}: ${status === 0 ? 'it could not be handed on' : status} (${printable(text)})`,
      );
    }
  };

  const work = async (): Promise<void> => {
    if (isWorking) return;
    isWorking = true;
    for (let next = held[0]; next !== undefined; next = held[0]) {
      const answer = await deliver(next);
      held.shift();
      size -= next.body.length;
      tell(next, answer);
    }
    isWorking = false;
  };

  return {
    take: (webhook) => {
      if (size + webhook.body.length > room) {
        log.warn({ event: webhook.delivery }, 'a webhook was dropped: too many are held already');
        return;
      }
      size += webhook.body.length;
      held.push(webhook);
      // It is rejected only when it was closed.
      work().catch(() => undefined);
    },
    to: (moved) => {
      url = moved;
      if (moved !== undefined) moves.emit('move');
    },
    close: () => closing.abort(),
  };
};

/** As GitHub's "Advanced" page lists it; but anybody can post to a channel, with anything in its headers. */
const nameOf = ({ event, delivery }: ChannelWebhook): string => {
  const [name, id] = [event, delivery].map((text) => printable(text.slice(0, 100)));
  return [name || 'a webhook without an event', id].filter(Boolean).join(' ');
};

/** For a server that is there as long as we are. */
export const forwardChannel = (url: string, server: string, log: Log): Channel => {
  const forwarder = createForwarder({ log });
  forwarder.to(server);
  const channel = openChannel({ url, log, onWebhook: forwarder.take });
  return {
    close: () => {
      channel.close();
      forwarder.close();
    },
  };
};
