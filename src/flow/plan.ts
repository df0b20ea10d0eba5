import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { type Event } from '../core/event.ts';
import { backOff } from '../core/retry.ts';
import { type Arrival, createArrivals, type Handed } from './arrivals.ts';
import { judge, type JudgeOptions, type Planned } from './judge.ts';
import { type Observer } from './observer.ts';
import { type Log, type Room } from './ports.ts';
import { type Upkeep } from './upkeep.ts';

export interface PlanOptions extends JudgeOptions {
  readonly upkeep: Upkeep;
  readonly log: Log;
  readonly observer?: Observer;
  readonly onPlanned: () => void;
  /** Asks for another turn. */
  readonly wake: () => void;
}

const BATCH = 50;
/** So many events may wait for GitHub at once, and so many bytes of their bodies; then the rest waits for them. */
const MOST_IN_FLIGHT: Room = { events: 500, bytes: 32 * 1024 * 1024 };

/** How long an event waits for what earlier ones have to tell of other repositories, in milliseconds. */
const PATIENCE = 5_000;

/**
 * Plans recorded events. An event first brings our own knowledge up to date (a push that changes a config file is
 * judged by that file, as GitHub Actions does), then its routes are considered, and the result is committed.
 *
 * Those of one repository are judged in the order in which they came. Each waits for what came before it to be learned,
 * so that an `accept` that was taken back is taken back for every later event; but not for ever: an installation with
 * thousands of repositories, or a GitHub that does not answer for one of them, holds up nobody else.
 */
export const createPlanner = (options: PlanOptions) => {
  const { store, clock } = options;
  const arrivals = createArrivals(store);
  const inFlight = new Map<string, { readonly bytes: number; readonly ended: Promise<void> }>();
  let isFull = false;
  const lastOf = new Map<number, Promise<unknown>>();
  const learning = new Set<Promise<unknown>>();

  const learn = (event: Event): Promise<void> | undefined => {
    const learned = options.upkeep(event);
    if (!learned) return undefined;
    const quiet: Promise<unknown> = learned.catch(() => undefined).finally(() => learning.delete(quiet));
    learning.add(quiet);
    return learned;
  };

  const lookAgain = (): void => {
    arrivals.lookAgain();
    options.wake();
  };

  const begin = (arrival: Arrival): void => {
    const startedAt = clock.now();
    const event = arrival.read();
    const { id } = event;
    const key = event.repositoryId ?? -(event.installationId ?? 0);
    const before = lastOf.get(key);
    const earlier = [...learning];
    const learned = learn(event);
    const judging = async (): Promise<Planned> => {
      await before;
      await learned;
      if (earlier.length > 0) await within(PATIENCE, Promise.all(earlier));
      return judge(event, options);
    };
    const judged = judging();
    const last = judged.catch(() => undefined);
    lastOf.set(key, last);
    const ended = settle(arrival, event, judged, startedAt, options).then((isPlanned) => {
      inFlight.delete(id);
      if (lastOf.get(key) === last) lastOf.delete(key);
      // Only now: a turn passes over what is in flight.
      if (!isPlanned) lookAgain();
      else if (isFull) options.wake();
    });
    inFlight.set(id, { bytes: arrival.bytes, ended });
  };

  const room = (): Room => {
    const used = [...inFlight.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    return {
      events: Math.min(BATCH, MOST_IN_FLIGHT.events - inFlight.size),
      bytes: MOST_IN_FLIGHT.bytes - used,
    };
  };

  return {
    turn: async (): Promise<number | undefined> => {
      // GitHub's answers go out first, and what came meanwhile is planned together.
      await nextTurn();
      const { events, bytes } = room();
      isFull = events <= 0 || bytes <= 0;
      if (isFull) return undefined;
      const now = clock.now();
      const taken = await arrivals.take(now, { events, bytes }, [...inFlight.keys()]);
      for (const arrival of taken) {
        try {
          begin(arrival);
        } catch (error) {
          await postpone(arrival, error, options);
          lookAgain();
        }
      }
      return taken.length > 0 ? now : arrivals.nextDue();
    },
    /** This process just recorded it. */
    handOver: (handed: Handed): void => {
      // A turn may have found it on record before we were told so.
      if (!inFlight.has(handed.event.id)) arrivals.keep(handed);
      options.wake();
    },
    /** There may be events on record that were not handed over. */
    lookAgain,
    isAtWork: (): boolean => inFlight.size > 0,
    /** Resolves when nothing is in flight. */
    settled: async (): Promise<void> => {
      await Promise.all([...inFlight.values()].map(({ ended }) => ended));
    },
  };
};

/** Saves the plan, or has the event planned later; whether it is planned. Never rejects. */
const settle = async (
  arrival: Arrival,
  event: Event,
  judged: Promise<Planned>,
  startedAt: number,
  options: PlanOptions,
): Promise<boolean> => {
  try {
    await save(await judged, event, startedAt, options);
    return true;
  } catch (error) {
    await postpone(arrival, error, options);
    return false;
  }
};

/** The event stays on record, and is planned later. Where not even that can be written, it is still due now. */
const postpone = async ({ id, plans }: Arrival, error: unknown, options: PlanOptions): Promise<void> => {
  const { store, clock, log } = options;
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ event: id, err: error }, 'event could not be planned yet and will be tried again');
  await store.events.postpone(id, clock.now() + backOff(plans + 1), reason).catch((failure: unknown) => {
    log.error({ event: id, err: failure }, 'the store takes no plan just now');
  });
  options.observer?.changed?.();
};

const save = async (
  { id, plan, routes }: Planned,
  { name, action, repository, receivedAt }: Event,
  startedAt: number,
  options: PlanOptions,
): Promise<void> => {
  await options.store.events.planned(id, plan);
  const fired = plan.notifications.filter(({ state }) => state === 'pending').length;
  const refused = plan.notifications.length - fired;
  options.log.info({ event: id, routes, fired, refused }, 'event planned');
  const parts = [plan.notifications, plan.reports ?? [], plan.runs ?? []];
  if (plan.dispatchedRun || parts.some(({ length }) => length > 0)) options.onPlanned();
  options.observer?.planned?.({
    event: id,
    name,
    ...(action !== undefined && { action }),
    ...(repository !== undefined && { repository }),
    receivedAt,
    startedAt,
    endedAt: options.clock.now(),
    fired,
    refused,
  });
  options.observer?.changed?.();
};

const within = async (limit: number, awaited: Promise<unknown>): Promise<void> => {
  const cancel = new AbortController();
  await Promise.race([awaited, delay(limit, undefined, { signal: cancel.signal }).catch(() => undefined)]);
  cancel.abort();
};
