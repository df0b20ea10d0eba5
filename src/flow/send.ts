import { setTimeout as delay } from 'node:timers/promises';
import { type Answer, isForLane } from '../core/answer.ts';
import { decideOnTarget, type Schedules, scheduleOf } from '../core/target-answer.ts';
import { withAttempt } from '../core/payload.ts';
import { endOf, withdrawn } from './attempt-end.ts';
import { attemptedOf } from './attempted.ts';
import { type Consent } from './consent.ts';
import { type Sender } from './github-ports.ts';
import { type AttemptEnd, LEASE, type Notification } from './notification-ports.ts';
import { type Observer } from './observer.ts';
import { type Clock, type Log, type Store } from './ports.ts';

export interface SendOptions {
  readonly store: Store;
  readonly sender: Sender;
  readonly consent: Consent;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: Observer;
  /** GitHub redirected: the hub has another name now. */
  readonly onMoved: (notification: Notification) => void;
  /** Called when a place is free again, or a lane is. */
  readonly wake: () => void;
}

const AFTER_STORE_FAILURE = 1_000;
/** Errors of the store after which it is of no use to ask again. */
const HOPELESS: ReadonlySet<unknown> = new Set(['attempt-not-open', 'store-failed']);

/** At most this many requests at once, to all installations. */
const CONCURRENT = 64;

/** Where several processes send, one that died may have left room that nobody tells us of. */
const LONGEST_REST = 5_000;

/** An attempt ends well before its lease, after which another process would take it for dead. */
const LONGEST_ATTEMPT = LEASE - 5_000;

/**
 * Sends what is due, as many at once as there are places; an ended attempt wakes the worker for the next. `settled`
 * resolves when nothing is in flight; `abort` ends those that are, which are then marked "may have arrived".
 */
export const createSend = (options: SendOptions) => {
  const { store, clock, log, observer, wake } = options;
  const inFlight = new Set<Promise<void>>();
  /** An attempt's end seldom makes something due: a look at the time is a query, and a claim is a transaction. */
  let hasEnded = false;
  /** The claim may be in the store, where nothing is due then, long before the store says so. */
  let isClaiming = false;
  const aborter = new AbortController();

  /** The outcome is known but not on disk: the store is asked until it takes it, or until we stop. */
  const save = async (end: AttemptEnd, hub: string): Promise<void> => {
    for (;;) {
      try {
        const { isHubBroken } = await store.notifications.finish(end);
        if (isHubBroken) log.warn({ hub, code: end.code }, `the hub is not tried any more: ${end.reason}`);
        return;
      } catch (error) {
        log.error(
          { notification: end.notificationId, err: error },
          'the outcome of an attempt could not be saved',
        );
        if (HOPELESS.has((error as { code?: unknown }).code) || aborter.signal.aborted) return;
        await delay(AFTER_STORE_FAILURE, undefined, { signal: aborter.signal }).catch(() => undefined);
      }
    }
  };

  /**
   * A controller for each attempt, and not AbortSignal.any with one that lives as long as we do: of signals made of
   * such, Node keeps some for ever. https://github.com/nodejs/node/issues/64476
   */
  const sendOne = async (notification: Notification, claimedAt: number): Promise<void> => {
    const cut = new AbortController();
    const stop = (): void => cut.abort(aborter.signal.reason);
    const giveUp = (): void => cut.abort(new Error('the attempt took too long'));
    const left = claimedAt + LONGEST_ATTEMPT - clock.now();
    const timer = setTimeout(giveUp, left);
    if (left <= 0) giveUp();
    aborter.signal.addEventListener('abort', stop);
    if (aborter.signal.aborted) stop();
    try {
      const end = await attempt(notification, options, cut.signal);
      await save(end, notification.hub);
      observer?.attempted?.(attemptedOf(notification, end));
      observer?.changed?.();
    } finally {
      clearTimeout(timer);
      aborter.signal.removeEventListener('abort', stop);
    }
  };

  const begin = (notification: Notification, claimedAt: number): void => {
    const sending = sendOne(notification, claimedAt).finally(() => {
      inFlight.delete(sending);
      hasEnded = true;
      wake();
    });
    inFlight.add(sending);
  };

  const rest = (next: number | undefined): number | undefined =>
    store.isShared ? Math.min(next ?? Infinity, clock.now() + LONGEST_REST) : next;

  const takeUp = async (atMost: number): Promise<void> => {
    isClaiming = true;
    try {
      // The lease runs from then on, however long the store takes to say that it is ours.
      const claimedAt = clock.now();
      const claimed = await store.notifications.claim(claimedAt, atMost);
      if (claimed.length > 0) observer?.changed?.();
      for (const notification of claimed) begin(notification, claimedAt);
    } finally {
      isClaiming = false;
    }
  };

  const turn = async (): Promise<number | undefined> => {
    const free = CONCURRENT - inFlight.size;
    if (free <= 0) return undefined;
    if (hasEnded) {
      hasEnded = false;
      const next = await store.notifications.nextDue();
      if ((next ?? Infinity) > clock.now()) return rest(next);
    }
    await takeUp(free);
    return inFlight.size >= CONCURRENT ? undefined : rest(await store.notifications.nextDue());
  };

  return {
    turn,
    isAtWork: (): boolean => isClaiming || inFlight.size > 0,
    settled: async (): Promise<void> => {
      await Promise.all(inFlight);
    },
    abort: () => aborter.abort(new Error('Hub Relay is stopping')),
  };
};

/** One attempt: at most one new token and one redirect, each of which GitHub asked for and neither of which sends twice. */
const attempt = async (
  notification: Notification,
  options: SendOptions,
  signal: AbortSignal,
): Promise<AttemptEnd> => {
  const { store, sender, clock, log } = options;
  const startedAt = clock.now();
  const consent = options.consent(notification);
  if (!consent.passed) {
    log.warn({ notification: notification.id, hub: notification.hub }, `not sent: ${consent.reason}`);
    return withdrawn(notification, consent.reason, startedAt);
  }
  const payload = withAttempt(
    notification.payload,
    { number: notification.lastAttempt, at: startedAt },
    notification.coalesced,
  );
  log.debug({ notification: notification.id, hub: notification.hub }, 'sending');
  let isTokenFresh = false;
  let location: string | undefined;
  for (;;) {
    const sent = await sender.send(notification, payload, {
      isTokenFresh,
      signal,
      ...(location !== undefined && { location }),
    });
    const now = clock.now();
    const strikes = await strikesOf(notification, sent.answer, store);
    const decision = decideOnTarget(notification.target, sent.answer, {
      now,
      strikes,
      isTokenFresh,
      mayRedirect: location === undefined,
    });
    if (decision.kind === 'new-token') isTokenFresh = true;
    else if (decision.kind === 'redirect') {
      ({ location } = decision);
      options.onMoved(notification);
    } else {
      const schedule = scheduleOf(notification.target, options.schedules);
      const end = endOf(notification, sent, decision, { now, startedAt, random: clock.random(), schedule });
      const fields = { notification: notification.id, event: notification.eventId, hub: notification.hub };
      const level = end.outcome === 'delivered' ? 'info' : 'warn';
      log[level](
        {
          ...fields,
          attempt: notification.lastAttempt,
          status: end.status,
          ...(end.mayHaveArrived && { mayHaveArrived: true }),
        },
        `${end.outcome}: ${end.reason}`,
      );
      return end;
    }
  }
};

/** Only a lane that is told to wait once more needs to know how often it was. */
const strikesOf = async ({ lane }: Notification, answer: Answer, store: Store): Promise<number> =>
  lane === undefined || answer.kind !== 'answer' || !isForLane(answer)
    ? 0
    : store.notifications.strikes(lane).catch(() => 0);
