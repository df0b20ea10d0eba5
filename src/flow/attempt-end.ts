import { type Decision } from '../core/answer.ts';
import { isHubAtFault } from '../core/breaker.ts';
import { type HubRun, type StartedRun } from '../core/reported.ts';
import { quotaOf } from '../core/quota.ts';
import { retryAt } from '../core/retry.ts';
import { type Sent } from './github-ports.ts';
import { type AttemptEnd, type Notification } from './notification-ports.ts';

/** Nothing is sent; it can be replayed when they agree again. */
export const withdrawn = (notification: Notification, reason: string, at: number): AttemptEnd => ({
  notificationId: notification.id,
  number: notification.lastAttempt,
  at,
  durationMs: 0,
  request: {},
  mayHaveArrived: false,
  outcome: 'dead',
  code: 'consent-withdrawn',
  reason,
});

/** A decision after which nothing more is asked. */
export type Final = Exclude<Decision, { kind: 'new-token' } | { kind: 'redirect' }>;

/** Milliseconds; `now` and `startedAt` since 1970, `random` in [0, 1). */
export interface AttemptTimes {
  readonly now: number;
  readonly startedAt: number;
  readonly random: number;
  readonly schedule: readonly number[];
}

export const endOf = (
  notification: Notification,
  { request, answer, run }: Sent,
  decision: Final,
  times: AttemptTimes,
): AttemptEnd => {
  const isEndpoint = notification.target?.kind === 'endpoint';
  // Only GitHub's own word counts for what is left of an hour.
  const quota = answer.kind === 'answer' && !isEndpoint ? quotaOf(answer.headers, times.now) : undefined;
  const base = {
    notificationId: notification.id,
    number: notification.lastAttempt,
    at: times.now,
    durationMs: times.now - times.startedAt,
    request,
    ...(answer.kind === 'answer' && { status: answer.status, answer: answer.text }),
    ...(quota && { quota }),
    mayHaveArrived: decision.kind === 'retry' && decision.mayHaveArrived,
  };
  switch (decision.kind) {
    case 'delivered':
      return {
        ...base,
        outcome: 'delivered',
        reason: `${notification.hub} took it`,
        ...(run && { run: asRun(run, notification, times.now) }),
      };
    case 'hold-lane': {
      const { until, code, reason } = decision;
      return {
        ...base,
        outcome: 'waiting',
        code,
        reason,
        dueAt: until,
        holdLaneUntil: until,
      };
    }
    case 'dead':
      return {
        ...base,
        outcome: 'dead',
        code: decision.code,
        reason: decision.reason,
        isHubAtFault: isHubAtFault(decision.code),
        isHubGone: decision.code === 'endpoint-gone',
      };
    case 'retry': {
      const dueAt = retryAt(notification.attempts, times.now, times.random, times.schedule);
      const { reason, notBefore = 0 } = decision;
      if (dueAt !== undefined)
        return { ...base, outcome: 'waiting', reason, dueAt: Math.max(dueAt, notBefore) };
      // GitHub itself may have been away so long; an endpoint that was is not asked for each that waits.
      return { ...base, outcome: 'dead', code: 'retries-exhausted', reason, isHubAtFault: isEndpoint };
    }
  }
};

/** As far as it is known before GitHub tells of it. */
const asRun = ({ runId, url }: StartedRun, { id, hubId = 0, target }: Notification, now: number): HubRun => ({
  notificationId: id,
  hubId,
  runId,
  url,
  attempt: 1,
  name: target?.kind === 'workflow' ? target.workflow : '',
  status: 'queued',
  startedAt: now,
  updatedAt: now,
});
