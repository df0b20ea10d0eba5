import { type HubRun } from '../../src/core/reported.ts';
import { type NewReport, type Report } from '../../src/flow/report-ports.ts';
import { type NewNotification } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { DEADLINE, newEvent, planOf } from './store-samples.ts';

/** Of a lane in which nothing is sent. */
export const newReport = (id: string, changes: Partial<NewReport> = {}): NewReport => ({
  id,
  kind: 'delivery',
  repositoryId: 70,
  lane: 5,
  subject: { sha: `sha of ${id}` },
  ...changes,
});

export const newRun = (notificationId: string, changes: Partial<HubRun> = {}): HubRun => ({
  notificationId,
  hubId: 80,
  runId: 900,
  attempt: 1,
  name: 'build',
  status: 'queued',
  url: 'https://github.com/acme/hub/actions/runs/900',
  startedAt: 3_000,
  updatedAt: 3_000,
  ...changes,
});

/** Plans these for a new event of this id. */
export const planFor = async (
  store: Store,
  eventId: string,
  at: number,
  ...notifications: readonly NewNotification[]
): Promise<void> => {
  await store.events.record(newEvent(eventId, { receivedAt: at }), DEADLINE);
  const own = notifications.map((notification) => ({ ...notification, eventId }));
  await store.events.planned(eventId, planOf(own, at));
};

export const dueAtOf = async (store: Store, id: string): Promise<number | undefined> =>
  (await store.reports.find(id))?.dueAt;

/** Writes all reports that are due until then, and so has nothing left to be looked at before. */
export const writeAll = async (store: Store, now: number): Promise<readonly Report[]> => {
  const claimed = await store.reports.claim(now, 99);
  for (const { id } of claimed) await store.reports.finish({ id, at: now, number: 1, written: 'told' });
  return claimed;
};
