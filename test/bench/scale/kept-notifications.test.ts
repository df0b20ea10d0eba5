import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AttemptEnd,
  type NewNotification,
  type Notification,
} from '../../../src/flow/notification-ports.ts';
import { type Store } from '../../../src/flow/ports.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { DEADLINE, endOf, newEvent, newNotification, planOf } from '../../contract/store-samples.ts';
import { KeptNotifications } from './kept-notifications.ts';
import { createRandom, type Random } from './random.ts';

const PACE = { burst: 5, interval: 1_000 };
const START = 1_000_000;

let store: Store;
beforeEach(async () => {
  store = await openStore('file::memory:', { pace: PACE });
});
afterEach(() => store.close());

const pick = <T>({ next }: Random, all: readonly T[]): T => all[Math.floor(next() * all.length)]!;

/** Several lanes with several hubs each, refs that make queues, and routes that coalesce. */
const aNotification = (random: Random, eventId: string, place: number, now: number): NewNotification => {
  const lane = pick(random, [1, 2]);
  const hub = lane * 10 + pick(random, [0, 1, 2]);
  const coalesce = random.next() < 0.3 ? 2_000 : undefined;
  return newNotification(`${eventId}-${place}`, {
    eventId,
    route: `route-${coalesce ?? 0}`,
    lane,
    hubId: hub,
    hub: `acme/hub-${hub}`,
    ref: pick(random, ['refs/heads/main', 'refs/heads/other']),
    occurredAt: now - Math.floor(random.next() * 5) * 1_000,
    dueAt: now + (coalesce ?? 0),
    ...(coalesce !== undefined && { coalesce }),
  });
};

const anEnd = (random: Random, claimed: Notification, now: number): AttemptEnd => {
  const choice = random.next();
  const at = { at: now };
  if (choice < 0.6)
    return endOf(claimed, { ...at, quota: { left: Math.floor(random.next() * 4), resetAt: now + 9_000 } });
  if (choice < 0.7) return endOf(claimed, { ...at, outcome: 'waiting', dueAt: now + 3_000 });
  if (choice < 0.8) {
    const until = now + 4_000;
    return endOf(claimed, {
      ...at,
      outcome: 'waiting',
      dueAt: until,
      holdLaneUntil: until,
      code: 'rate-limited',
    });
  }
  return endOf(claimed, { ...at, outcome: 'dead', code: 'hub-not-found', isHubAtFault: true });
};

describe('notifications that are kept in memory for a simulation', () => {
  it.each([1, 2, 3])('leave as those of the real store do, whatever happens (seed %i)', async (seed) => {
    const random = createRandom(seed, 0);
    const kept = new KeptNotifications(PACE);
    const open: Notification[] = [];
    for (let step = 0, now = START; step < 120; step += 1, now += Math.floor(random.next() * 1_500)) {
      const choice = random.next();
      if (choice < 0.45) {
        const eventId = `event-${step}`;
        const count = 1 + Math.floor(random.next() * 3);
        const all = Array.from({ length: count }, (_, place) => aNotification(random, eventId, place, now));
        await store.events.record(newEvent(eventId, { receivedAt: now }), DEADLINE);
        await store.events.planned(eventId, planOf(all, now));
        kept.plan(all, now, now);
      } else if (choice < 0.8 || open.length === 0) {
        const limit = 1 + Math.floor(random.next() * 6);
        const claimed = await store.notifications.claim(now, limit);
        const ids = claimed.map(({ id, attempts, coalesced }) => ({
          id,
          attempts,
          coalesced: coalesced?.toSorted(),
        }));
        const mine = kept.claim(now, limit);
        expect(
          mine.map(({ id, attempts, coalesced }) => ({ id, attempts, coalesced: coalesced?.toSorted() })),
        ).toEqual(ids);
        open.push(...claimed);
      } else {
        const end = anEnd(random, open.splice(Math.floor(random.next() * open.length), 1)[0]!, now);
        expect(kept.finish(end)).toEqual(await store.notifications.finish(end));
      }
      expect(kept.nextDue()).toBe(await store.notifications.nextDue());
      for (const lane of [1, 2]) expect(kept.strikes(lane)).toBe(await store.notifications.strikes(lane));
    }
    expect(kept.counts.merged + kept.counts.delivered + kept.counts.dead).toBeGreaterThan(10);
  });
});
