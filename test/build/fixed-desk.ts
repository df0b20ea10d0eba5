import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { RouteIndex } from '../../src/core/route-index.ts';
import { type Backlog, type Desk, type ListedNotification, type Pair } from '../../src/flow/desk-ports.ts';
import { type Hubs } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createDesk } from '../../src/web/desk/desk.ts';
import { type DeskApp, type DeskOptions } from '../../src/web/desk/desk-options.ts';
import { type Viewer } from '../../src/web/desk/viewer.ts';

/** 2026-11-27 17:20:00 UTC. */
export const NOW = Date.UTC(2026, 10, 27, 17, 20);

export const OPERATOR: Viewer = { isOperator: true, actor: 'github:ada', name: 'ada' };
export const memberOf = (...ids: readonly number[]): Viewer => ({
  isOperator: false,
  actor: 'github:bob',
  name: 'bob',
  readable: new Set(ids),
  writable: new Set(ids),
});

export const NOTHING: Backlog = { events: 0, pending: 0, waiting: 0, sending: 0, reports: 0 };

/** What the record says; each part is empty where it is left out. */
export const aStore = (desk: Partial<Desk> = {}, hubs: Partial<Hubs> = {}): Pick<Store, 'desk' | 'hubs'> => ({
  desk: {
    search: () => Promise.resolve({ notifications: [], isCut: false }),
    event: () => Promise.resolve(undefined),
    runs: () => Promise.resolve([]),
    pairs: () => Promise.resolve([]),
    pairsOf: () => Promise.resolve([]),
    traffic: () => Promise.resolve([]),
    lanes: () => Promise.resolve([]),
    backlog: () => Promise.resolve(NOTHING),
    ...desk,
  },
  hubs: {
    broken: () => Promise.resolve([]),
    told: () => Promise.resolve([]),
    lately: () => Promise.resolve([]),
    waiting: () => Promise.resolve([]),
    mend: () => Promise.resolve(0),
    ...hubs,
  },
});

/** The pages over that record, for one viewer, at NOW. */
export const aDesk = (
  viewer: Viewer | undefined,
  store: Pick<Store, 'desk' | 'hubs'>,
  changes: Partial<DeskOptions> = {},
): DeskApp => {
  const clock = new FakeClock();
  clock.time = NOW;
  return createDesk({
    store: store as Store,
    index: new RouteIndex(),
    sessions: { viewerOf: () => Promise.resolve(viewer) },
    urls: {
      server: 'https://github.com',
      api: 'https://api.github.com',
      graphql: 'https://api.github.com/graphql',
    },
    clock,
    log: new FakeLog(),
    changed: () => undefined,
    onChange: () => () => undefined,
    ...changes,
  });
};

export const pageOf = async (app: DeskApp, path = '/'): Promise<string> =>
  (await app.request(`http://localhost${path}`)).text();

/** As a browser sends a form of the page itself. */
export const submit = (app: DeskApp, path: string): Response | Promise<Response> =>
  app.request(`http://localhost${path}`, {
    method: 'POST',
    headers: { origin: 'http://localhost', 'content-type': 'application/x-www-form-urlencoded' },
  });

export const aPair = (spokeId: number, hubId: number, changes: Partial<Pair> = {}): Pair => ({
  spokeId,
  spoke: `acme/r${spokeId}`,
  hubId,
  hub: hubId < 0 ? `endpoint:e${-hubId}` : `acme/r${hubId}`,
  delivered: 1,
  dead: 0,
  refused: 0,
  ...changes,
});

export const aListed = (id: string, changes: Partial<ListedNotification> = {}): ListedNotification => ({
  id,
  eventId: 'e1',
  route: 'acme/app:notify[0]',
  spokeId: 1,
  spoke: 'acme/app',
  hubId: 2,
  hub: 'acme/docs',
  lane: 7,
  eventType: 'push',
  ref: 'refs/heads/main',
  occurredAt: NOW,
  state: 'delivered',
  streak: 1,
  dueAt: NOW,
  attempts: 1,
  lastAttempt: 1,
  createdAt: NOW - 60_000,
  updatedAt: NOW,
  event: 'push',
  ...changes,
});
