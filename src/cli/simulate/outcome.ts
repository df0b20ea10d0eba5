import { counted, grouped, isOrAre } from '../../core/counted.ts';
import { printable } from '../../core/printable.ts';
import { RelayError } from '../../errors.ts';
import { type Notification } from '../../flow/notification-ports.ts';
import { renderTime } from '../terminal.ts';
import { type Followed } from './follow.ts';
import { type Counts } from './follow-many.ts';
import { type Load } from './load.ts';
import { refusalOf } from './send.ts';

/** Something more becomes of it. */
export const isOpen = ({ state }: Notification): boolean =>
  state === 'pending' || state === 'waiting' || state === 'sending';

/** When the first of them goes on. */
export const dueOf = (notifications: readonly Notification[]): string =>
  renderTime(Math.min(...notifications.map(({ dueAt }) => dueAt)));

/** 0 where all is well; throws the sentence that says what is not. */
export const outcomeOf = ({ event, notifications, isAtRest }: Followed, guid: string): number => {
  if (event === undefined)
    throw new RelayError(
      'simulate-no-record',
      `The server took ${guid}, and the record here does not have it.`,
    );
  if (event.state === 'rejected')
    throw new RelayError('simulate-failed', `The event was rejected: ${printable(event.reason ?? '')}`);
  const dead = notifications.filter(({ state }) => state === 'dead').length;
  if (dead > 0)
    throw new RelayError(
      'simulate-failed',
      `Of ${counted(notifications.length, 'notification')} ${dead} ${isOrAre(dead)} dead.`,
    );
  if (isAtRest) return 0;
  if (event.state === 'recorded')
    throw new RelayError(
      'simulate-unfinished',
      `It is recorded and not planned yet${event.reason === undefined ? '' : `: ${printable(event.reason)}`}.`,
    );
  // With a due time, it is known to go on by itself.
  const stuck = notifications.filter((one) => isOpen(one) && one.state !== 'waiting');
  if (stuck.length === 0) return 0;
  const states = [...new Set(stuck.map(({ state }) => state))].join(' or ');
  throw new RelayError(
    'simulate-unfinished',
    `${counted(stuck.length, 'notification')} ${isOrAre(stuck.length)} still ${states}, due ${dueOf(stuck)}.`,
  );
};

/** The same for many, of which only the numbers are known; `counts` where they were followed. */
export const outcomeOfMany = (
  result: Pick<Load, 'firstRefusal' | 'accepted'>,
  counts: Counts | undefined,
  url: string,
  count: number,
): number => {
  const { firstRefusal, accepted } = result;
  if (firstRefusal) {
    const refused = count - accepted.length;
    throw refusalOf(
      firstRefusal,
      url,
      `${grouped(refused)} of ${grouped(count)} were not accepted, the first because`,
    );
  }
  const dead = counts?.notifications.dead ?? 0;
  if (dead > 0) throw new RelayError('simulate-failed', `${counted(dead, 'notification')} died.`);
  if ((counts?.missing ?? 0) > 0)
    throw new RelayError(
      'simulate-no-record',
      `The record here lacks ${grouped(counts?.missing ?? 0)} of them.`,
    );
  if ((counts?.unfinished ?? 0) > 0)
    throw new RelayError(
      'simulate-unfinished',
      `${counted(counts?.unfinished ?? 0, 'event')} had more to come.`,
    );
  return 0;
};
