import { UNSENT } from '../../../core/lifecycle.ts';
import { type HubRun } from '../../../core/reported.ts';
import { type Attempt, type Notification } from '../../../flow/notification-ports.ts';
import { type ListedEvent } from '../../../flow/ports.ts';

/** Times are milliseconds since 1970. */

/** All that is known of the way of one notification. `attempts` in their order, `runs` newest first. */
export interface Story {
  readonly notification: Notification;
  readonly event?: ListedEvent;
  readonly attempts: readonly Attempt[];
  readonly runs: readonly HubRun[];
  readonly now: number;
}

/** One thing that happened. `until` is absent where it took no time, or goes on. */
export type Step = { readonly at: number; readonly until?: number } & (
  | { readonly kind: 'received'; readonly event: ListedEvent }
  | { readonly kind: 'planned'; readonly plans: number }
  | { readonly kind: 'attempt'; readonly attempt: Attempt }
  | { readonly kind: 'run'; readonly run: HubRun }
);

/** In the order in which they began. */
export const stepsOf = ({ notification, event, attempts, runs }: Story): readonly Step[] => {
  const steps: readonly Step[] = [
    ...(event ? [{ kind: 'received', at: event.receivedAt, event } as const] : []),
    { kind: 'planned', at: notification.createdAt, plans: event?.plans ?? 0 },
    ...attempts.map(
      (attempt) => ({ kind: 'attempt', at: attempt.startedAt, ...ended(attempt), attempt }) as const,
    ),
    ...runs
      .toReversed()
      .map(
        (run) =>
          ({ kind: 'run', at: run.startedAt, ...(isOver(run) && { until: run.updatedAt }), run }) as const,
      ),
  ];
  return steps.toSorted((one, other) => one.at - other.at);
};

const ended = ({ startedAt, durationMs }: Attempt): { readonly until?: number } =>
  durationMs === undefined ? {} : { until: startedAt + durationMs };

const isOver = ({ status }: HubRun): boolean => status === 'completed';

/** What a time went to. `starting`: GitHub has it, and no run began yet; `rest`: it was over, until it was replayed. */
export const STRETCHES = ['planning', 'waiting', 'sending', 'starting', 'running', 'rest'] as const;
export type StretchKind = (typeof STRETCHES)[number];

export interface Stretch {
  readonly kind: StretchKind;
  readonly from: number;
  readonly to: number;
}

/** Where the time went, from the event to now, or to when it was over; nothing overlaps, and none is empty. */
export const stretchesOf = (story: Story): readonly Stretch[] => {
  const { notification, event, attempts, runs, now } = story;
  const stretches: Stretch[] = [];
  let at = event?.receivedAt ?? notification.createdAt;
  const spend = (kind: StretchKind, to: number): void => {
    if (to > at) stretches.push({ kind, from: at, to });
    at = Math.max(at, to);
  };
  spend('planning', notification.createdAt);
  let isWaiting = true;
  for (const attempt of attempts) {
    spend(isWaiting ? 'waiting' : 'rest', attempt.startedAt);
    spend('sending', ended(attempt).until ?? now);
    isWaiting = attempt.outcome === undefined || attempt.outcome === 'waiting';
  }
  if (UNSENT.includes(notification.state)) spend('waiting', now);
  for (const run of runs.toReversed()) {
    spend('starting', run.startedAt);
    spend('running', isOver(run) ? run.updatedAt : now);
  }
  return stretches;
};

/** So many of a thousand that each can be seen, however short it was. */
const LEAST = 8;

/** How wide each is of a thousand. */
export const widthsOf = (stretches: readonly Stretch[]): readonly number[] => {
  const lengths = stretches.map(({ from, to }) => to - from);
  const all = lengths.reduce((sum, length) => sum + length, 0);
  const room = 1_000 - LEAST * lengths.length;
  return lengths.map((length) => LEAST + (Math.max(0, room) * length) / all);
};
