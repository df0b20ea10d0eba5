import { backOff } from '../core/retry.ts';
import { type Knowledge } from './knowledge.ts';
import { type GitHub } from './github-ports.ts';
import { type Clock, type Log, type Marks } from './ports.ts';

/** What our own bot does must be known also while GitHub cannot be asked who that is. */
const BOT = 'bot-login';
/** When the last complete comparison began. */
const COMPARED = 'compared-at';

/** Webhooks are lost now and then: a consent that was withdrawn is not found out about by the next one only. */
const PERIOD = 3_600_000;

/**
 * How long events wait for the first comparison, in milliseconds. What they tell of is learned from themselves, in their
 * order; the comparison finds what webhooks that never came would have told.
 */
const PATIENCE = 2_000;

/**
 * At start: what was in the store is loaded, then compared with GitHub, and again every hour. `ready` resolves as soon
 * as events can be judged: after the first complete look at GitHub, or, when GitHub can't be reached or takes over 2 s,
 * with what was known before. With nothing known before, it waits: an event planned without its routes would be lost.
 *
 * Where a timer starts us for moments (`isBrief`), what another such process compared within the hour is not compared
 * again; and until one came to the end of it, nothing is judged: it may have been stopped half-way.
 */
export const createReconcileTurn = (options: {
  readonly knowledge: Knowledge;
  readonly github: GitHub;
  readonly marks: Marks;
  readonly clock: Clock;
  readonly log: Log;
  readonly isBrief?: boolean;
}) => {
  const { knowledge, github, marks, clock, log, isBrief = false } = options;
  const ready = Promise.withResolvers<undefined>();
  let botLogin: string | undefined;
  let isLoaded = false;
  let isReady = false;
  let isFirst: boolean | undefined;
  let failures = 0;

  const turn = async (): Promise<number | undefined> => {
    let known = 0;
    if (!isLoaded) {
      known = await knowledge.load();
      botLogin = await marks.read(BOT);
      isLoaded = true;
      const comparedAt = isBrief ? Number((await marks.read(COMPARED)) ?? 0) : undefined;
      if (comparedAt === 0) known = 0;
      isFirst = known === 0;
      if (!isFirst && comparedAt !== undefined && clock.now() < comparedAt + PERIOD) {
        ready.resolve(undefined);
        return comparedAt + PERIOD;
      }
    }
    const beganAt = clock.now();
    const late = known > 0 ? setTimeout(() => ready.resolve(undefined), PATIENCE) : undefined;
    try {
      botLogin = await github.botLogin();
      await marks.write(BOT, botLogin);
      if (await knowledge.reconcile()) {
        log.info({}, 'configuration is up to date with GitHub');
        await marks.write(COMPARED, String(beganAt));
        ready.resolve(undefined);
        failures = 0;
        return clock.now() + PERIOD;
      }
    } catch (error) {
      log.warn({ err: error }, 'GitHub could not be read and will be asked again');
    } finally {
      clearTimeout(late);
    }
    if (known > 0) ready.resolve(undefined);
    failures += 1;
    return clock.now() + backOff(failures);
  };

  void ready.promise.then(() => (isReady = true));
  /** A process that takes over from another has what that one knew, and need not be passed by while it compares. */
  const isReading = (): boolean => !isReady && (isFirst ?? !knowledge.isLoaded);

  return { turn, ready: ready.promise, isReading, botLogin: () => botLogin };
};
