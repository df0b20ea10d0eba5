import { setTimeout as delay } from 'node:timers/promises';
import { type Log } from './ports.ts';

/**
 * Runs `turn` whenever there is something to do: at once when woken, and again when the time comes that the last turn
 * named (ms since 1970; `undefined`: only when woken). One turn at a time; a turn that throws is tried again after a
 * second. Nothing is polled. With `gather` (ms) a turn begins so much later, and what it is woken for meanwhile is done in it.
 */
export interface Worker {
  wake(): void;
  /** When its next turn is due (`Infinity`: only when woken), and -Infinity while there is one. */
  restsUntil(): number;
  /** Resolves when the turn under way has ended; none starts afterwards. */
  stop(): Promise<void>;
}

/** Node's timers hold at most 2^31 - 1 ms; a longer wait is made of several. */
const LONGEST_WAIT = 2_147_483_647;
const AFTER_FAILURE = 1_000;

export const startWorker = (options: {
  readonly name: string;
  readonly turn: () => Promise<number | undefined>;
  readonly now: () => number;
  readonly log: Log;
  readonly gather?: number;
}): Worker => {
  const stopping = new AbortController();
  let isStopped = false;
  let isAwake = true;
  let ring: () => void = () => undefined;
  let restsUntil = -Infinity;

  const rest = async (until: number | undefined): Promise<void> => {
    if (isAwake || isStopped) return;
    restsUntil = until ?? Infinity;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      ring = resolve;
      if (until === undefined) return;
      timer = setTimeout(resolve, Math.min(Math.max(until - options.now(), 0), LONGEST_WAIT));
    });
    clearTimeout(timer);
  };

  const run = async (): Promise<void> => {
    for (;;) {
      isAwake = false;
      restsUntil = -Infinity;
      let next: number | undefined;
      try {
        next = await options.turn();
      } catch (error) {
        options.log.error({ err: error }, `${options.name} failed and will be tried again`);
        next = options.now() + AFTER_FAILURE;
      }
      await rest(next);
      if (options.gather !== undefined)
        await delay(options.gather, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (isStopped) return;
    }
  };

  const ended = run();
  return {
    wake: () => {
      isAwake = true;
      ring();
    },
    restsUntil: () => (isAwake ? -Infinity : restsUntil),
    stop: async () => {
      isStopped = true;
      stopping.abort();
      ring();
      await ended;
    },
  };
};
