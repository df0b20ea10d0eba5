import { REPLAYABLE, type State } from '../../src/core/lifecycle.ts';
import { nameKey } from '../../src/core/repository.ts';
import { pass } from '../../src/core/verdict.ts';
import {
  type Attempt,
  type BrokenHub,
  type HubCount,
  type Hubs,
  type Notification,
  type NotificationFilter,
  type Notifications,
  type ReplayFilter,
} from '../../src/flow/notification-ports.ts';

type Read = Pick<Notifications, 'find' | 'list' | 'attempts' | 'replay' | 'replayable' | 'replayableByHub'>;

export const aStored = (id: string, changes: Partial<Notification> = {}): Notification => ({
  id,
  eventId: 'event-1',
  route: 'acme/app:notify[0]',
  spokeId: 1,
  spoke: 'acme/app',
  hubId: 2,
  hub: 'acme/docs',
  lane: 10,
  eventType: 'push',
  occurredAt: 1_000,
  state: 'dead',
  verdict: pass('route', 'fires'),
  chain: [1],
  streak: 1,
  payload: { relay: { version: 1, id } },
  dueAt: 1_000,
  attempts: 1,
  lastAttempt: 1,
  createdAt: 1_000,
  updatedAt: 1_000,
  ...changes,
});

/** A few notifications in a list, in the order of their creation. `batches` keeps what was replayed at once. */
export class FakeNotifications implements Read {
  readonly batches: (readonly string[])[] = [];
  kept: Notification[];
  tried: readonly Attempt[] = [];

  constructor(...kept: readonly Notification[]) {
    this.kept = [...kept];
  }

  find = (id: string): Promise<Notification | undefined> =>
    Promise.resolve(this.kept.find((notification) => notification.id === id));

  list = ({ state, limit, before = Infinity }: NotificationFilter): Promise<readonly Notification[]> =>
    Promise.resolve(
      this.kept
        .filter((one) => (state ?? one.state) === one.state && one.createdAt < before)
        .toReversed()
        .slice(0, limit),
    );

  attempts = (): Promise<readonly Attempt[]> => Promise.resolve(this.tried);

  replay = (ids: readonly string[], now: number): Promise<readonly string[]> => {
    const moved = this.kept.filter(({ id, state }) => ids.includes(id) && REPLAYABLE.includes(state));
    this.batches.push(moved.map(({ id }) => id));
    this.kept = this.kept.map((one) =>
      moved.includes(one)
        ? { ...one, state: one.state === 'waiting' ? 'waiting' : 'pending', dueAt: now }
        : one,
    );
    return Promise.resolve(moved.map(({ id }) => id));
  };

  replayable = (filter: ReplayFilter, limit: number, after?: string): Promise<readonly string[]> => {
    const first = this.kept.findIndex(({ id }) => id === after) + 1;
    const found = this.kept.slice(first).filter((one) => matches(one, filter));
    return Promise.resolve(found.slice(0, limit).map(({ id }) => id));
  };

  replayableByHub = (filter: ReplayFilter): Promise<readonly HubCount[]> => {
    const counts = new Map<string, number>();
    for (const { hub } of this.kept.filter((one) => matches(one, filter))) {
      counts.set(hub, (counts.get(hub) ?? 0) + 1);
    }
    const hubs = [...counts].map(([hub, count]) => ({ hub, count }));
    return Promise.resolve(hubs.toSorted((a, b) => b.count - a.count || (a.hub < b.hub ? -1 : 1)));
  };

  /** What happens to one while nobody looks. */
  becomes(id: string, state: State): void {
    this.kept = this.kept.map((one) => (one.id === id ? { ...one, state } : one));
  }
}

const matches = (one: Notification, filter: ReplayFilter): boolean =>
  REPLAYABLE.includes(one.state) &&
  (filter.state ?? one.state) === one.state &&
  nameKey(filter.spoke ?? one.spoke) === nameKey(one.spoke) &&
  nameKey(filter.hub ?? one.hub) === nameKey(one.hub) &&
  (filter.eventType ?? one.eventType) === one.eventType &&
  one.createdAt >= (filter.since ?? -Infinity) &&
  one.createdAt < (filter.until ?? Infinity);

export class FakeHubs implements Pick<Hubs, 'broken' | 'mend'> {
  found: BrokenHub[];

  constructor(...found: readonly BrokenHub[]) {
    this.found = [...found];
  }

  broken = (): Promise<readonly BrokenHub[]> => Promise.resolve(this.found);

  mend = (which: { readonly hubIds: readonly number[] } | { readonly lane: number }): Promise<number> => {
    const isMeant = (hub: BrokenHub): boolean =>
      'hubIds' in which ? which.hubIds.includes(hub.hubId) : hub.lane === which.lane;
    const before = this.found.length;
    this.found = this.found.filter((hub) => !isMeant(hub));
    return Promise.resolve(before - this.found.length);
  };
}
