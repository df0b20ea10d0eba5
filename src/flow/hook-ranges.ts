import { type Address, isWithin, parseRange, type Range } from '../core/address.ts';
import { type Clock, type Log, type Marks } from './ports.ts';
import { startWorker } from './worker.ts';

/** Whose addresses GitHub sends webhooks from. */
export interface HookRanges {
  /** `unknown`: GitHub could not be asked, now or ever before. At most 3 s. */
  whoIs(address: Address): Promise<'github' | 'stranger' | 'unknown'>;
  stop(): Promise<void>;
}

export interface HookRangesOptions {
  /** As GitHub publishes them ("192.30.252.0/22"). Rejects when GitHub can't be asked. */
  readonly ask: (signal: AbortSignal) => Promise<readonly string[]>;
  readonly marks: Marks;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** How long an unknown sender waits for GitHub's answer, in milliseconds. */
  readonly patience?: number;
}

const DAY = 86_400_000;
/** Between two questions, in milliseconds: 30 an hour, of the 60 that GitHub allows to an address without a name. */
const APART = 2 * 60_000;
const PATIENCE = 3_000;
const MARK = 'hook-ranges';

/**
 * Asks at start and once a day, and soon again when that failed or when somebody sends who is in none of the ranges:
 * GitHub may have changed them. The last ones known are kept in the mark `hook-ranges`, for when GitHub can't be asked.
 */
export const startHookRanges = (options: HookRangesOptions): HookRanges => {
  const { marks, clock, log, patience = PATIENCE } = options;
  const closing = new AbortController();
  let known: readonly Range[] = [];
  let askedAt = -Infinity;
  let asking: Promise<boolean> | undefined;

  const ask = async (): Promise<boolean> => {
    try {
      const found = await options.ask(closing.signal);
      const ranges = rangesIn(found);
      if (ranges.length === 0) throw new Error('GitHub published no range that can be read');
      known = ranges;
      await keep(found);
      return true;
    } catch (error) {
      if (closing.signal.aborted) return false;
      const still = known.length === 0 ? 'all webhooks are refused until then' : 'the last known are in use';
      log.warn({ err: error }, `GitHub’s addresses could not be read and will be asked for again; ${still}`);
      return false;
    } finally {
      asking = undefined;
    }
  };

  const keep = async (found: readonly string[]): Promise<void> => {
    try {
      await marks.write(MARK, JSON.stringify(found));
    } catch (error) {
      log.warn({ err: error }, 'GitHub’s addresses could not be kept for the next start');
    }
  };

  const remember = async (): Promise<void> => {
    try {
      const text = await marks.read(MARK);
      if (text !== undefined) known = rangesIn(JSON.parse(text));
    } catch (error) {
      log.warn({ err: error }, 'the last known addresses of GitHub could not be read');
    }
  };

  const askOnce = (): Promise<boolean> => {
    if (asking) return asking;
    askedAt = clock.now();
    return (asking = ask());
  };

  const remembered = remember();
  const worker = startWorker({
    name: 'asking for GitHub’s addresses',
    turn: async () => {
      await remembered;
      return clock.now() + ((await askOnce()) ? DAY : APART);
    },
    now: clock.now,
    log,
  });

  return {
    whoIs: async (address) => {
      await remembered;
      if (isWithin(address, known)) return 'github';
      if (asking !== undefined || Math.abs(clock.now() - askedAt) >= APART) await atMost(patience, askOnce());
      if (known.length === 0) return 'unknown';
      return isWithin(address, known) ? 'github' : 'stranger';
    },
    stop: async () => {
      closing.abort();
      await worker.stop();
    },
  };
};

const rangesIn = (found: unknown): readonly Range[] =>
  (Array.isArray(found) ? found : [])
    .map((text: unknown) => (typeof text === 'string' ? parseRange(text) : undefined))
    .filter((range) => range !== undefined);

const atMost = async (ms: number, work: Promise<unknown>): Promise<void> => {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), ms);
  await Promise.race([work, late.promise]);
  clearTimeout(timer);
};
