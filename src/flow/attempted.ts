import { type Target } from '../core/target.ts';
import { type AttemptEnd, type Notification } from './notification-ports.ts';
import { type Attempted } from './observer.ts';

/** What is told of an attempt: never what was sent, nor the answer. */
export const attemptedOf = (notification: Notification, end: AttemptEnd): Attempted => {
  const { id, eventId, hub, target, receivedAt, createdAt } = notification;
  const { url } = end.request;
  return {
    notification: id,
    event: eventId,
    hub,
    target: targetName(target),
    number: end.number,
    ...(receivedAt !== undefined && { receivedAt }),
    createdAt,
    startedAt: end.at - end.durationMs,
    endedAt: end.at,
    outcome: end.outcome,
    ...(typeof url === 'string' && { url }),
    ...(end.status !== undefined && { status: end.status }),
    ...(end.code !== undefined && { code: end.code }),
  };
};

const targetName = (target: Target | undefined): Attempted['target'] => {
  if (target === undefined) return 'repository_dispatch';
  return target.kind === 'workflow' ? 'workflow_dispatch' : 'endpoint';
};
