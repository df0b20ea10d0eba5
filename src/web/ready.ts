import { type Clock, type Log, type Store } from '../flow/ports.ts';
import { createQuestion, type Outcome, shareCheck } from '../flow/shared-check.ts';

/** One thing that must work. `reason` is one sentence, without names or anything secret: everybody may read it. */
export interface Check {
  readonly ok: boolean;
  readonly reason?: string;
}

/** `planning` turns events into notifications, `lanes` send these. One that stops looks at nothing any more. */
export type Readiness =
  | {
      readonly status: 'ready' | 'not ready';
      readonly checks: Readonly<Record<'store' | 'lanes' | 'planning', Check>>;
    }
  | { readonly status: 'stopping' };

export interface ReadyOptions {
  readonly store: {
    readonly marks: Pick<Store['marks'], 'write'>;
    readonly events: Pick<Store['events'], 'nextDue'>;
    readonly notifications: Pick<Store['notifications'], 'nextDue'>;
  };
  /** At its first start, Hub Relay plans nothing before it has read all installations. */
  readonly isReading: () => boolean;
  /** It still takes what arrives, but nothing more should be sent to it. */
  readonly isStopping?: () => boolean;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** How long the store may take to answer, in milliseconds. */
  readonly patience?: number;
}

const PATIENCE = 2_000;
/** What is due for longer is not being worked on. Milliseconds. */
const MOST_LAG = 60_000;
const MARK = 'ready';
/** Characters, as many as a usual webhook has: on a full disk a few still find room in the last pages of the log. */
const MARK_SIZE = 16_384;

/** Whether it can do its work now. The log says when that changes, and why. */
export const createReady = (options: ReadyOptions): (() => Promise<Readiness>) => {
  const { store, isReading, isStopping = () => false, clock, log, patience = PATIENCE } = options;
  const write = createQuestion(
    () => store.marks.write(MARK, String(clock.now()).padEnd(MARK_SIZE, '.')),
    patience,
  );
  const nextEvent = createQuestion(() => store.events.nextDue(), patience);
  const nextNotification = createQuestion(() => store.notifications.nextDue(), patience);
  let wasReady = true;

  const check = async (): Promise<Looked> => {
    const [written, event, notification] = await Promise.all([write(), nextEvent(), nextNotification()]);
    const now = clock.now();
    const readiness = readinessOf({
      store: checkStore(written, patience),
      lanes: checkDue(notification, now, 'notification'),
      planning: isReading() ? READING : checkDue(event, now, 'event'),
    });
    tell(readiness, [written, event, notification]);
    return readiness;
  };

  const tell = ({ status, checks }: Looked, outcomes: readonly Outcome<unknown>[]): void => {
    if ((status === 'ready') === wasReady) return;
    wasReady = status === 'ready';
    if (wasReady) {
      log.info({}, 'ready');
      return;
    }
    const failed = outcomes.find((outcome) => outcome.kind === 'error');
    log.warn({ checks, ...(failed && { err: failed.error }) }, 'not ready');
  };

  const look = shareCheck(check, clock.now);
  return () => (isStopping() ? Promise.resolve({ status: 'stopping' }) : look());
};

type Looked = Exclude<Readiness, { readonly status: 'stopping' }>;

const READING: Check = { ok: false, reason: 'Hub Relay is reading the installations.' };

const readinessOf = (checks: Looked['checks']): Looked => ({
  status: Object.values(checks).every(({ ok }) => ok) ? 'ready' : 'not ready',
  checks,
});

const checkStore = (written: Outcome<unknown>, patience: number): Check => {
  if (written.kind === 'late') return { ok: false, reason: `A write took over ${patience / 1000} s.` };
  return written.kind === 'value' ? { ok: true } : { ok: false, reason: 'A write failed; the log says why.' };
};

const checkDue = (next: Outcome<number | undefined>, now: number, thing: string): Check => {
  if (next.kind !== 'value') return { ok: false, reason: 'The store could not be read.' };
  const lag = now - (next.value ?? now);
  if (lag <= MOST_LAG) return { ok: true };
  return { ok: false, reason: `The next ${thing} has been due for ${Math.round(lag / 1000)} s.` };
};
