import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textAt } from '../../src/core/json.ts';
import { STATES } from '../../src/core/lifecycle.ts';
import { nameKey } from '../../src/core/repository.ts';
import {
  type Cursor,
  type Desk,
  type DeskFilter,
  type ListedNotification,
  type Sight,
} from '../../src/flow/desk-ports.ts';
import { type NewNotification, type Notification } from '../../src/flow/notification-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, idsOf, newEvent, newNotification, planned, planOf } from './store-samples.ts';

const SPOKES = [
  { spokeId: 70, spoke: 'Acme/One' },
  { spokeId: 71, spoke: 'acme/two_2' },
  { spokeId: 72, spoke: 'other/three' },
] as const;
const HUBS = [
  { hubId: 80, hub: 'acme/Hub', lane: 7 },
  { hubId: 81, hub: 'acme/two-2', lane: 7 },
  { hubId: -9, hub: 'endpoint:deploy', lane: -9 },
  { hub: 'gone/hub' },
] as const;
const EVENTS = ['push', 'release', 'push', 'create'];
const UUID = '0a1b2c3d-0000-4000-8000-00000000000a';

export const ofUnknownHub = ({ hubId: _hubId, lane: _lane, ...others }: NewNotification): NewNotification =>
  others;

/** Some sixty, of all kinds: several of each millisecond, in all states. */
export const aRecord = async (store: Store): Promise<void> => {
  for (let event = 0; event < 20; event++) {
    const id = event === 7 ? UUID : `e${event}`;
    const at = 1_000 + Math.floor(event / 3);
    const name = EVENTS[event % EVENTS.length]!;
    await store.events.record(newEvent(id, { name, action: 'published', receivedAt: at }), DEADLINE);
    const notifications = Array.from({ length: 3 }, (_, place) => {
      const number = event * 3 + place;
      const hub = HUBS[number % HUBS.length]!;
      const isKnown = 'hubId' in hub;
      const isRefused = !isKnown || number % 11 === 0;
      const notification = newNotification(`n${number}`, {
        eventId: id,
        ...SPOKES[(number * 7) % SPOKES.length]!,
        ...hub,
        eventType: number % 5 === 0 ? 'docs' : 'push',
        ref: `refs/heads/Branch-${number % 6}`,
        route: number % 2 === 0 ? 'acme/one:notify[0]' : 'acme/hub:subscribe[1]',
        payload: { sha: `5ha${number}` },
        ...(isRefused && { state: 'refused', reason: `It is 100% refused by ${hub.hub}` }),
        ...(number % 6 === 1 && { coalesce: 1 }),
      });
      return isKnown ? notification : ofUnknownHub(notification);
    });
    await store.events.planned(id, planOf(notifications, at));
  }
  for (const [place, one] of (await store.notifications.claim(5_000, 12)).entries()) {
    if (place % 4 === 3) continue;
    const outcome = (['delivered', 'dead', 'waiting'] as const)[place % 4]!;
    const due = outcome === 'waiting' ? { dueAt: 9_000 } : {};
    await store.notifications.finish(endOf(one, { outcome, at: 5_000 + place, ...due }));
  }
};

/** All that a naive look through everything finds, newest first. */
const naively = async (
  { notifications, events }: Store,
  filter: DeskFilter,
  sight: Sight | undefined,
): Promise<readonly string[]> => {
  const names = new Map((await events.list({ limit: 99 })).map(({ id, name }) => [id, name]));
  const all = await notifications.list({ limit: 999 });
  return idsOf(all.filter((one) => isMatch(one, names.get(one.eventId), filter) && isSeen(one, sight)));
};

const isSeen = ({ spokeId, hubId = 0 }: Notification, sight?: Sight): boolean =>
  sight === undefined || (sight.has(spokeId) && sight.has(hubId));

const isMatch = (one: Notification, event: string | undefined, filter: DeskFilter): boolean => {
  const { states = [], spoke, hub, repository, eventType, text, since = 0, until = Infinity } = filter;
  return (
    (states.length === 0 || states.includes(one.state)) &&
    (spoke === undefined || nameKey(spoke) === nameKey(one.spoke)) &&
    (hub === undefined || nameKey(hub) === nameKey(one.hub)) &&
    (repository === undefined || [one.spoke, one.hub].map(nameKey).includes(nameKey(repository))) &&
    (eventType === undefined || eventType === one.eventType) &&
    (filter.event === undefined || filter.event === event) &&
    (text === undefined || hasWords(one, text)) &&
    one.createdAt >= since &&
    one.createdAt < until
  );
};

const hasWords = (one: Notification, text: string): boolean => {
  if (text === UUID) return one.eventId === UUID;
  const { id, eventId, spoke, hub, eventType, ref, payload, route } = one;
  const reason = one.state === 'refused' ? one.reason : '';
  const words = [id, eventId, spoke, hub, eventType, ref, textAt(payload, 'sha'), route, reason].join(' ');
  return text.split(/\s+/).every((word) => words.toLowerCase().includes(word.toLowerCase()));
};

/** All pages of a search, one after the other. */
const throughPages = async (
  desk: Desk,
  filter: DeskFilter,
  limit: number,
  sight: Sight | undefined,
): Promise<readonly ListedNotification[]> => {
  const all: ListedNotification[] = [];
  let before: Cursor | undefined;
  for (let pages = 0; pages < 500; pages++) {
    const { notifications, next, isCut } = await desk.search(
      filter,
      { limit, ...(before && { before }) },
      sight,
    );
    if (isCut) expect(notifications.length).toBeLessThan(limit);
    else if (next) expect(notifications).toHaveLength(limit);
    all.push(...notifications);
    if (!next) return all;
    before = next;
  }
  throw new Error('The pages have no end.');
};

const names = fc.constantFrom(
  'acme/one',
  'ACME/Two_2',
  'acme/hub',
  'acme/two-2',
  'endpoint:deploy',
  'no/one',
);
const everything = fc.record({
  states: fc.subarray([...STATES]),
  spoke: names,
  hub: names,
  repository: names,
  event: fc.constantFrom('push', 'release', 'fork'),
  eventType: fc.constantFrom('docs', 'push', 'Docs'),
  text: fc.constantFrom(
    'acme',
    'BRANCH-3  one',
    '100%',
    'two_2',
    '5ha1',
    '\\',
    "'",
    'subscribe[1] docs',
    UUID,
    UUID.slice(0, 12),
    UUID.replace('c', 'd'),
    ' ',
  ),
  since: fc.integer({ min: 998, max: 1_008 }),
  until: fc.integer({ min: 998, max: 1_008 }),
});
const KEYS = [
  'states',
  'spoke',
  'hub',
  'repository',
  'event',
  'eventType',
  'text',
  'since',
  'until',
] as const satisfies readonly (keyof DeskFilter)[];
/** Few conditions at once, or nothing would be found. */
const filters: fc.Arbitrary<DeskFilter> = fc
  .tuple(everything, fc.subarray([...KEYS], { maxLength: 3 }))
  .map(([all, keys]) => Object.fromEntries(keys.map((key) => [key, all[key]])));
const sights = fc.option(
  fc.subarray([70, 71, 72, 80, 81, -9], { minLength: 2 }).map((ids) => new Set(ids)),
  { nil: undefined },
);

/** Of a store that has `aRecord`. */
export const searchLaw = (store: Store, desk: Desk, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(filters, sights, fc.integer({ min: 1, max: 9 }), async (filter, sight, limit) => {
      // A filter of blanks only is none.
      const { text = '', ...others } = filter;
      const meant = text.trim() === '' ? others : filter;
      const found = await throughPages(desk, filter, limit, sight);
      expect(idsOf(found)).toEqual(await naively(store, meant, sight));
    }),
    { numRuns },
  );

export const describeSearch = (store: GetStore): void => {
  describe('a search', () => {
    it('gives page by page exactly what a naive look through everything finds, and never what one may not see', async () => {
      await aRecord(store());
      const states = new Set((await store().notifications.list({ limit: 999 })).map(({ state }) => state));
      expect([...states].toSorted()).toEqual(STATES.toSorted());
      await searchLaw(store(), store().desk, store().isShared ? 40 : 120);
    });

    it('tells of each what a list shows', async () => {
      const source = { name: 'legacy', visibility: 'private' } as const;
      const target = { kind: 'workflow', workflow: 'build.yml', ref: 'main' } as const;
      await store().events.record(newEvent('e1', { name: 'release', action: 'published' }), DEADLINE);
      await store().events.planned('e1', planOf([newNotification('n1', { source, target })]));
      const known = (await store().notifications.find('n1'))!;
      const { verdict: _verdict, payload: _payload, chain: _chain, ...listed } = known;
      const { notifications } = await store().desk.search({}, { limit: 9 });
      expect(notifications).toEqual([{ ...listed, event: 'release', action: 'published' }]);
    });

    it('finds what was refused by its reason, and what it is found by goes with it when it expires', async () => {
      const reason = `The hub takes nothing ${'x'.repeat(2_000)}`;
      await planned(store(), newNotification('n1', { state: 'refused', reason }));
      const find = async (text: string) =>
        idsOf((await store().desk.search({ text }, { limit: 9 })).notifications);
      expect(await find('TAKES xxxx n1')).toEqual(['n1']);
      expect(await find('x'.repeat(1_500))).toEqual([]);
      expect(await find('a '.repeat(40_000))).toEqual([]);
      await store().events.expire(9_999, 9);
      expect(await find('n1')).toEqual([]);
      await planned(store(), newNotification('n1'));
      expect(await find('nothing')).toEqual([]);
      expect(await find('n1')).toEqual(['n1']);
    });
  });
};
