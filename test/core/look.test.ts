import { describe, expect, it } from 'vitest';
import {
  beginLook,
  doubtful,
  endLook,
  type Look,
  MOST_ASKED,
  nextToAsk,
  noteAsk,
  OVERLAP,
  settleLook,
  takePage,
  withoutArrived,
} from '../../src/core/look.ts';
import { ASK_AGAIN, type HookDelivery, MOST_TRIES, REDELIVERABLE } from '../../src/core/missed.ts';
import { aDelivery } from '../build/deliveries.ts';

const NOW = 10 * REDELIVERABLE;
const SINCE = NOW - REDELIVERABLE;
const ago = (ms: number): number => NOW - ms;
const isWanted = ({ event }: { readonly event: string }): boolean => event !== 'ping';

/** Lists these, of which none but `recorded` is on record, on one page. */
const list = (look: Look, deliveries: readonly HookDelivery[], ...recorded: readonly string[]): Look => {
  const unknown = new Set(deliveries.map(({ guid }) => guid).filter((guid) => !recorded.includes(guid)));
  const settled = settleLook(takePage(look, { deliveries }, unknown, isWanted), look.until);
  return settled.look;
};
const failed = (guid: string, changes: Partial<HookDelivery> = {}): HookDelivery =>
  aDelivery(guid, { deliveredAt: ago(1_000), ...changes });
const guidsOf = ({ missed }: Look): readonly string[] => missed.map(({ guid }) => guid);

describe('a look', () => {
  it('goes back as far as GitHub redelivers, when it is the first', () => {
    expect(beginLook(NOW)).toMatchObject({ since: SINCE, until: NOW, phase: 'listing' });
  });

  it('goes back to where the last one began, and a little further', () => {
    expect(beginLook(NOW, endLook(beginLook(ago(5_000)))).since).toBe(ago(5_000) - OVERLAP);
  });

  it('goes back as far as the last one, when that left something to it', () => {
    const last = beginLook(ago(5_000));
    const cut = { ...last, since: ago(9_000_000), counts: { ...last.counts, left: 1 } };
    expect(beginLook(NOW, cut).since).toBe(ago(9_000_000));
  });

  it('goes back no further than three days, however long ago the last one was', () => {
    expect(beginLook(NOW, beginLook(ago(9 * REDELIVERABLE))).since).toBe(SINCE);
  });

  it('finds what failed and is not on record', () => {
    const look = list(beginLook(NOW), [failed('a'), failed('b'), failed('c', { isSuccess: true })], 'b');
    expect(guidsOf(look)).toEqual(['a']);
    expect(look).toMatchObject({ phase: 'asking', counts: { listed: 3, missed: 1 } });
  });

  it('forgets what has arrived since', () => {
    const look = list(beginLook(NOW), [failed('a'), failed('b')]);
    expect(guidsOf(withoutArrived(look, new Set(['b'])))).toEqual(['b']);
  });

  it('passes over events that nobody records, and deliveries from before its time', () => {
    const look = list(beginLook(NOW), [failed('a', { event: 'ping' }), failed('b', { deliveredAt: 1 })]);
    expect(look.missed).toEqual([]);
    expect(look.counts.listed).toBe(1);
  });

  it('passes over what arrived at another try, whichever try is listed first', () => {
    const again = { isRedelivery: true, id: '2' };
    const look = list(beginLook(NOW), [
      failed('a', { ...again, isSuccess: true }),
      failed('a'),
      failed('b', again),
      failed('b', { isSuccess: true }),
    ]);
    expect(look.missed).toEqual([]);
  });

  it('asks the store only about failures and redeliveries of its time', () => {
    const page = [
      failed('a'),
      failed('a', { id: '2' }),
      failed('b', { isSuccess: true }),
      failed('c', { isSuccess: true, isRedelivery: true }),
      failed('d', { deliveredAt: 1 }),
    ];
    expect(doubtful(beginLook(NOW), page)).toEqual(['a', 'c']);
  });

  it('goes on at the next page until it meets what is older than its time', () => {
    const look = beginLook(NOW);
    const further = takePage(look, { deliveries: [failed('a')], next: 'x' }, new Set(['a']), isWanted);
    expect(further).toMatchObject({ phase: 'listing', cursor: 'x' });
    const over = takePage(
      further,
      { deliveries: [failed('b', { deliveredAt: 1 })], next: 'y' },
      new Set(),
      isWanted,
    );
    expect(over.phase).toBe('asking');
    expect(over).not.toHaveProperty('cursor');
  });

  it('asks for the oldest first, each once', () => {
    let look = list(beginLook(NOW), [failed('new'), failed('old', { deliveredAt: ago(2_000) })]);
    expect(nextToAsk(look, NOW)?.guid).toBe('old');
    look = noteAsk(look, 'old', 'accepted', NOW);
    expect(nextToAsk(look, NOW)?.guid).toBe('new');
    look = noteAsk(look, 'new', 'gone', NOW);
    expect(nextToAsk(look, NOW)).toBeUndefined();
    expect(look.counts).toMatchObject({ asked: 1, gone: 1, givenUp: 0 });
  });

  it('asks for those of one second in the order in which they came, over several pages', () => {
    let look = beginLook(NOW);
    for (const page of [['e', 'd'], ['c', 'b'], ['a']]) {
      const next = page.length === 2 ? { next: 'x' } : {};
      look = takePage(
        look,
        { deliveries: page.map((guid) => failed(guid)), ...next },
        new Set(page),
        isWanted,
      );
    }
    const asked: string[] = [];
    for (let one = nextToAsk(look, NOW); one; one = nextToAsk(look, NOW)) {
      asked.push(one.guid);
      look = noteAsk(look, one.guid, 'accepted', NOW);
    }
    expect(asked).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('asks for at most a thousand, the oldest, and leaves the others to the next look', () => {
    const many = Array.from({ length: MOST_ASKED + 7 }, (_, place) =>
      failed(`g${place}`, { deliveredAt: ago(place) }),
    );
    const look = list(beginLook(NOW), many);
    expect(look.missed).toHaveLength(MOST_ASKED);
    expect(guidsOf(look)).not.toContain('g6');
    expect(look.counts).toMatchObject({ missed: MOST_ASKED + 7, left: 7 });
    const done = { ...look, counts: { ...look.counts, asked: MOST_ASKED } };
    expect(nextToAsk(done, NOW)).toBeUndefined();
  });

  it('remembers what the last one asked for, and counts its failures from one look to the next', () => {
    let now = NOW;
    let look = list(beginLook(now), [failed('a')]);
    for (let round = 2; round <= MOST_TRIES; round += 1) {
      expect(nextToAsk(look, now)?.guid).toBe('a');
      look = endLook(noteAsk(look, 'a', 'accepted', now));
      now += ASK_AGAIN;
      look = list(beginLook(now, look), [
        failed('a', { id: `a-${round}`, isRedelivery: true, deliveredAt: now - ASK_AGAIN + 1_000 }),
      ]);
    }
    expect(nextToAsk(look, now)).toBeUndefined();
    expect(look).toMatchObject({ missed: [{ guid: 'a', end: 'tries' }], counts: { missed: 1, givenUp: 1 } });
  });

  it('says once that it gives something up, and asks for it never again', () => {
    const deliveries = Array.from({ length: MOST_TRIES }, (_, id) => failed('a', { id: String(id) }));
    const first = list(beginLook(NOW), deliveries);
    expect(first.counts.givenUp).toBe(1);
    const second = list(beginLook(NOW + 60_000, endLook(first)), [deliveries[0]!]);
    expect(second.counts).toMatchObject({ missed: 0, givenUp: 0 });
    expect(nextToAsk(second, NOW + 60_000)).toBeUndefined();
  });

  it('forgets what it gave up once that can be listed no more', () => {
    const given = noteAsk(list(beginLook(NOW), [failed('a')]), 'a', 'refused', NOW);
    expect(given.counts.givenUp).toBe(1);
    const next = beginLook(NOW + 2 * OVERLAP, given);
    expect(guidsOf(next)).toEqual(['a']);
    expect(guidsOf(beginLook(NOW + 3 * OVERLAP, next))).toEqual([]);
  });
});
