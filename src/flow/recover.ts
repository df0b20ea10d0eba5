import { beginLook, type Look } from '../core/look.ts';
import { isObject, type Json } from '../core/json.ts';
import { backOff } from '../core/retry.ts';
import { createStep, type LookOptions } from './look.ts';
import { type Log, type Marks } from './ports.ts';

export interface RecoveryOptions extends Omit<LookOptions, 'isDryRun' | 'onAsked'> {
  readonly marks: Marks;
  /** A timer starts us for moments: a look of less than an hour ago counts as ours. */
  readonly isBrief?: boolean;
}

const HOUR = 3_600_000;
/** When a look left something over: by then, what it asked for has come. */
const SOON = 5 * 60_000;
/** Pages that are read again after a crash change nothing, so not each of them need be written down. */
const BETWEEN_WRITES = 1_000;
const MARK = 'recovery';
const VERSION = 1;

/**
 * GitHub never redelivers by itself, so what it could not deliver is looked for at start and every hour, and asked for
 * again. `turn` does one small piece, for a worker. How far it came is kept in the mark `recovery`, and whoever starts
 * next goes on from there: one process at a time, and a new recovery each time that a process becomes that one.
 * https://docs.github.com/en/webhooks/using-webhooks/handling-failed-webhook-deliveries
 */
export const createRecovery = (
  options: RecoveryOptions,
): { readonly turn: () => Promise<number | undefined> } => {
  const { marks, clock, log } = options;
  const advance = createStep(options);
  let look: Look | undefined;
  let keptAt = 0;
  let nextAt: number | undefined;
  let failures = 0;

  const keep = async (changed: Look): Promise<void> => {
    look = changed;
    await marks.write(MARK, JSON.stringify({ version: VERSION, look: changed }));
    keptAt = clock.now();
  };

  const begun = async (): Promise<Look | undefined> => {
    look ??= readMark(await marks.read(MARK));
    if (look !== undefined && look.phase !== 'ended') return look;
    const now = clock.now();
    if (options.isBrief && look) nextAt ??= look.until + (look.counts.left > 0 ? SOON : HOUR);
    // At start also when the last look was a minute ago: it tells nothing of the time that we were down.
    if (nextAt !== undefined && now < nextAt) return undefined;
    nextAt = now + HOUR;
    look = beginLook(now, look);
    return look;
  };

  const turn = async (): Promise<number | undefined> => {
    const current = await begun();
    if (current === undefined) return nextAt;
    const step = await advance(current);
    const isDue = step.look.phase !== 'listing' || clock.now() >= keptAt + BETWEEN_WRITES;
    if (step.look !== current && isDue) await keep(step.look);
    look = step.look;
    if (look.phase !== 'ended') return step.at;
    sayLook(log, look);
    if (look.counts.left > 0 && nextAt !== undefined) nextAt = Math.min(nextAt, clock.now() + SOON);
    return nextAt ?? clock.now();
  };

  return {
    turn: async () => {
      try {
        const at = await turn();
        failures = 0;
        return at;
      } catch (error) {
        failures += 1;
        log.warn({ err: error }, 'missed deliveries could not be looked for and will be later');
        return clock.now() + backOff(failures);
      }
    },
  };
};

/** What another version wrote, or nobody, is no look to go on with. */
const readMark = (text: string | undefined): Look | undefined => {
  if (text === undefined) return undefined;
  try {
    const mark = JSON.parse(text) as Json;
    return isObject(mark) && mark.version === VERSION ? (mark.look as unknown as Look) : undefined;
  } catch {
    return undefined;
  }
};

const sayLook = (log: Log, { since, until, counts }: Look): void => {
  const [from, to] = [since, until].map((time) => new Date(time).toISOString());
  log.info({ from, to, ...counts }, 'looked for deliveries that were missed');
};
