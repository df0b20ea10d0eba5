import { type AttemptEnd } from '../../../src/flow/notification-ports.ts';
import { type NewEvent, type Plan, type Room, type Store } from '../../../src/flow/ports.ts';
import { PLAN_BATCH, type EventPlan } from '../../../src/store/write-plans.ts';
import { EVENT_BATCH } from '../../../src/store/write-events.ts';
import { type Pace } from '../../../src/core/pace.ts';
import { Batches } from './batches.ts';
import { type Costs } from './costs.ts';
import { type Disk } from './disk.ts';
import { type EventLoop } from './event-loop.ts';
import { KeptEvents } from './kept-events.ts';
import { KeptNotifications } from './kept-notifications.ts';

interface End {
  readonly end: AttemptEnd;
  readonly tell: (told: { readonly isHubBroken: boolean }) => void;
}

/** As store/notifications.ts lets attempts that end together share a commit. */
const ENDS = { items: 100, size: Infinity, sizeOf: () => 1 };

/** Commits, and rows and bytes that they wrote. */
export interface Written {
  commits: number;
  rows: number;
  bytes: number;
}

export interface SimulatedStore {
  /** As much of the port as recording, planning and sending ask for. */
  readonly store: Store;
  readonly events: KeptEvents;
  readonly notifications: KeptNotifications;
  readonly written: Written;
}

/**
 * The store of one process on SQLite: what it keeps changes at once, what it costs is work of the one thread, and a commit is
 * a commit. `bodyBytes`: GitHub's bodies are larger than those that are simulated.
 */
export const createSimulatedStore = (
  { loop, disk }: { readonly loop: EventLoop; readonly disk: Disk },
  costs: Costs,
  options: { readonly pace: Pace; readonly bodyBytes: number },
): SimulatedStore => {
  const events = new KeptEvents();
  const notifications = new KeptNotifications(options.pace);
  const written = { commits: 0, rows: 0, bytes: 0 };
  /** The thread writes, and does something else while the disk takes it. */
  const commit = async (work: number, rows = 0, bytes = 0): Promise<void> => {
    written.commits += 1;
    written.rows += rows;
    written.bytes += bytes;
    await loop.work(work);
    await disk.sync();
  };

  const records = new Batches<NewEvent>(async (batch) => {
    const { perCommit, perEvent } = costs.record;
    const bytes = batch.length * (options.bodyBytes + costs.bytes.perEvent);
    await commit(perCommit + batch.length * perEvent, batch.length * costs.rows.perEvent, bytes);
    for (const event of batch) events.add(event);
  }, EVENT_BATCH);

  const plans = new Batches<EventPlan>(async (batch) => {
    const count = batch.reduce((sum, { plan }) => sum + plan.notifications.length, 0);
    const { perCommit, perEvent, perNotification } = costs.plan;
    const work = perCommit + batch.length * perEvent + count * perNotification;
    await commit(work, count * costs.rows.perNotification, count * costs.bytes.perNotification);
    for (const { id, plan } of batch) keep(id, plan);
  }, PLAN_BATCH);

  const ends = new Batches<End>(async (batch) => {
    await commit(costs.finish.perCommit + batch.length * costs.finish.perNotification);
    for (const { end, tell } of batch) tell(notifications.finish(end));
  }, ENDS);

  const keep = (id: string, plan: Plan): void => {
    const event = events.plan(id);
    if (event && plan.notifications.length > 0)
      notifications.plan(plan.notifications, plan.at, event.receivedAt);
  };

  const store = {
    isShared: false,
    events: {
      record: async (event: NewEvent) => {
        await records.add(event);
        return 'recorded';
      },
      due: (now: number, room: Room, except: readonly string[] = []) => {
        const due = events.take(now, room, except);
        return Promise.resolve(due.map(({ id, body }) => ({ id, bytes: body.length })));
      },
      read: (ids: readonly string[]) => Promise.resolve(events.read(ids)),
      nextDue: (after = 0) => Promise.resolve(events.nextDue(after)),
      postpone: async (id: string, until: number) => {
        await commit(costs.record.perEvent);
        events.postpone(id, until);
      },
      planned: (id: string, plan: Plan) => plans.add({ id, plan }),
    },
    notifications: {
      claim: async (now: number, limit: number) => {
        const due = notifications.nextDue();
        if (due === undefined || due > now) return [];
        const claimed = notifications.claim(now, limit);
        await commit(costs.claim.perTurn + claimed.length * costs.claim.perNotification);
        return claimed;
      },
      finish: (end: AttemptEnd) =>
        new Promise((tell) => {
          void ends.add({ end, tell });
        }),
      nextDue: () => Promise.resolve(notifications.nextDue()),
      strikes: (lane: number) => Promise.resolve(notifications.strikes(lane)),
      told: () => Promise.resolve([]),
      streak: (hubId: number, span: Parameters<KeptNotifications['streak']>[1]) =>
        Promise.resolve(notifications.streak(hubId, span)),
    },
    hubs: {
      waiting: (lane: number, limit: number) => Promise.resolve(notifications.waiting(lane, limit)),
      lately: (lane: number, limit: number) => Promise.resolve(notifications.lately(lane, limit)),
    },
    reports: { find: () => Promise.resolve(undefined) },
  } as unknown as Store;
  return { store, events, notifications, written };
};
