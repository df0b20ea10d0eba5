import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fail, pass } from '../../src/core/verdict.ts';
import { MAX_NAME } from '../../src/core/event.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, idsOf, newEvent, newNotification, planOf, upTo } from './store-samples.ts';

export const describeEvents = (store: GetStore): void => {
  describe('events', () => {
    it('keeps names of any length that an event may have, and texts with anything in them', async () => {
      // Of letters that no database can press together: PostgreSQL takes no long key into an index.
      const name = randomBytes(MAX_NAME / 2).toString('hex');
      const text = `nul \0, half \ud800, mark \u202e, quote ' " \\ %`;
      await store().events.record(newEvent('e1', { repository: name, sender: text, action: text }), DEADLINE);
      await store().events.planned(
        'e1',
        planOf([
          newNotification('n1', {
            ref: name,
            route: `${name}:notify[99]`,
            spoke: name,
            eventType: text,
            coalesce: 1,
          }),
          newNotification('n2', { ref: name, state: 'refused', reason: text, payload: { text } }),
        ]),
      );
      const mended = text.replace('\0', '\ufffd').toWellFormed();
      expect(await store().events.list({ repository: name, limit: 9 })).toMatchObject([{ sender: mended }]);
      expect(await store().notifications.list({ spoke: name, limit: 9 })).toMatchObject([
        { id: 'n1', eventType: mended, ref: name },
      ]);
      expect(await store().notifications.find('n2')).toMatchObject({ reason: mended, payload: { text } });
    });

    it('gives back an event as it was recorded', async () => {
      const event = newEvent('e1', { action: 'opened', body: '{"text":"ä \\u0000 𝄞"}' });
      expect(await store().events.record(event, DEADLINE)).toBe('recorded');
      expect(await store().events.find('e1')).toEqual({ ...event, plans: 0 });
    });

    it('leaves absent what an event did not have', async () => {
      const bare = { id: 'e1', name: 'ping', receivedAt: 5, state: 'rejected', body: '{}' } as const;
      await store().events.record(bare, DEADLINE);
      expect(await store().events.find('e1')).toStrictEqual({ ...bare, plans: 0 });
    });

    it('finds nothing under an id that was never recorded', async () => {
      expect(await store().events.find('e1')).toBeUndefined();
    });

    it('says duplicate to a redelivery, and keeps the first body', async () => {
      await store().events.record(newEvent('e1', { body: '"first"' }), DEADLINE);
      expect(await store().events.record(newEvent('e1', { body: '"second"' }), DEADLINE)).toBe('duplicate');
      expect((await store().events.find('e1'))?.body).toBe('"first"');
    });

    it('says recorded once when the same id comes twice at the same time', async () => {
      const ids = ['e1', 'e2', 'e1', 'e1'];
      const bodies = ids.map((id, place) => newEvent(id, { body: `"${place}"` }));
      const answers = await Promise.all(bodies.map((event) => store().events.record(event, DEADLINE)));
      expect(answers).toEqual(['recorded', 'recorded', 'duplicate', 'duplicate']);
      expect((await store().events.find('e1'))?.body).toBe('"0"');
    });

    it('records more events at once than one commit takes', async () => {
      const events = Array.from({ length: 333 }, (_, place) => newEvent(`e${place}`));
      const answers = await Promise.all(events.map((event) => store().events.record(event, DEADLINE)));
      expect(new Set(answers)).toEqual(new Set(['recorded']));
      expect(idsOf(await store().events.due(1_000, upTo(1_000)))).toEqual(idsOf(events));
    });

    it('never writes an event whose deadline passed while it waited for its turn', async () => {
      const late = store().events.record(newEvent('late'), 0);
      await expect(late).rejects.toMatchObject({ code: 'store-busy' });
      await store().events.record(newEvent('next'), DEADLINE);
      expect(await store().events.find('late')).toBeUndefined();
    });

    it('finishes what it was given before it closes, takes nothing after, and may be closed twice', async () => {
      const given = store().events.record(newEvent('e1'), DEADLINE);
      const closed = store().close();
      await expect(store().events.record(newEvent('e2'), DEADLINE)).rejects.toMatchObject({
        code: 'store-closed',
      });
      expect(await given).toBe('recorded');
      await closed;
      await store().close();
    });

    it('offers no more than there is room for, and one that needs more than all of it alone', async () => {
      for (const [id, bytes] of [
        ['a', 10],
        ['b', 10],
        ['c', 50],
        ['d', 10],
      ] as const) {
        // Two bytes each in UTF-8.
        await store().events.record(newEvent(id, { body: `"${'ü'.repeat(bytes / 2 - 1)}"` }), DEADLINE);
      }
      const offered = async (bytes: number, except: readonly string[] = []): Promise<readonly string[]> =>
        idsOf(await store().events.due(1_000, { events: 9, bytes }, except));
      expect(await offered(20)).toEqual(['a', 'b']);
      expect(await offered(19)).toEqual(['a']);
      expect(await offered(9)).toEqual(['a']);
      expect(await offered(20, ['a', 'b'])).toEqual(['c']);
      expect(await offered(79)).toEqual(['a', 'b', 'c']);
      expect(await offered(80)).toEqual(['a', 'b', 'c', 'd']);
    });

    it('keeps a large body as it keeps a small one', async () => {
      const body = JSON.stringify('ü'.repeat(20_000));
      const offered = { id: 'e1', bytes: Buffer.byteLength(body) };
      expect(await store().events.record(newEvent('e1', { body }), DEADLINE)).toBe('recorded');
      const other = newEvent('e1', { body: body.replaceAll('ü', 'x') });
      expect(await store().events.record(other, DEADLINE)).toBe('duplicate');
      await store().events.record(newEvent('e2'), DEADLINE);
      expect(await store().events.due(1_000, { events: 9, bytes: offered.bytes })).toEqual([offered]);
      expect(await store().events.due(1_000, upTo(9))).toMatchObject([offered, { id: 'e2' }]);
      await store().events.postpone('e1', 2_000, 'later');
      await store().events.planned('e1', planOf([]));
      expect(await store().events.read(['e1'])).toMatchObject([{ state: 'planned', plans: 2, body }]);
      expect(await store().events.find('e2')).toMatchObject({ body: newEvent('e2').body });
    });

    it('reads events that were offered, and passes over what is not on record', async () => {
      await store().events.record(newEvent('e1'), DEADLINE);
      await store().events.record(newEvent('e2'), DEADLINE);
      const [e1, e2] = [await store().events.find('e1'), await store().events.find('e2')];
      const read = await store().events.read(['e2', 'none', 'e1']);
      expect(read.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual([e1, e2]);
      expect(await store().events.read([])).toEqual([]);
    });

    it('offers for planning what is recorded and due, in the order in which it came', async () => {
      for (const id of ['c', 'a', 'b']) await store().events.record(newEvent(id), DEADLINE);
      await store().events.record(newEvent('earlier', { receivedAt: 999 }), DEADLINE);
      await store().events.record(newEvent('bad', { state: 'rejected', reason: 'no ref' }), DEADLINE);
      await store().events.record(newEvent('later', { receivedAt: 1_001 }), DEADLINE);
      expect(idsOf(await store().events.due(1_000, upTo(10)))).toEqual(['earlier', 'c', 'a', 'b']);
      expect(idsOf(await store().events.due(1_000, upTo(2)))).toEqual(['earlier', 'c']);
      expect(idsOf(await store().events.due(1_000, upTo(2), ['earlier', 'a']))).toEqual(['c', 'b']);
    });

    it('knows when the next event may be planned', async () => {
      expect(await store().events.nextDue()).toBeUndefined();
      await store().events.record(newEvent('e1', { receivedAt: 3_000 }), DEADLINE);
      await store().events.record(newEvent('e2', { receivedAt: 2_000 }), DEADLINE);
      expect(await store().events.nextDue()).toBe(2_000);
    });

    it('postpones an event, and keeps its place in the order', async () => {
      await store().events.record(newEvent('first'), DEADLINE);
      await store().events.record(newEvent('second', { receivedAt: 1_500 }), DEADLINE);
      await store().events.postpone('first', 4_000, 'the routes are not read yet');
      expect(idsOf(await store().events.due(3_999, upTo(10)))).toEqual(['second']);
      expect(idsOf(await store().events.due(4_000, upTo(10)))).toEqual(['first', 'second']);
      const first = await store().events.find('first');
      expect(first).toMatchObject({ plans: 1, reason: 'the routes are not read yet', state: 'recorded' });
    });

    it('marks an event planned and puts its notifications on record', async () => {
      await store().events.record(newEvent('e1'), DEADLINE);
      await store().events.postpone('e1', 2_000, 'not yet');
      const plan = planOf([newNotification('n1'), newNotification('n2')], 2_500);
      await store().events.planned('e1', plan);
      const event = await store().events.find('e1');
      expect(event).toMatchObject({ state: 'planned', plannedAt: 2_500, plans: 2, verdict: plan.verdict });
      expect(event).not.toHaveProperty('reason');
      expect(await store().events.nextDue()).toBeUndefined();
      expect(await store().notifications.list({ eventId: 'e1', limit: 9 })).toHaveLength(2);
    });

    it('keeps the whole tree of a verdict', async () => {
      const verdict = fail('event', 'no route', [fail('on', 'a tag', [pass('spoke', 'is it')])]);
      await store().events.record(newEvent('e1'), DEADLINE);
      await store().events.planned('e1', { at: 1, verdict, notifications: [] });
      expect((await store().events.find('e1'))?.verdict).toEqual(verdict);
    });

    it('does nothing when the event is planned already', async () => {
      await store().events.record(newEvent('e1'), DEADLINE);
      await store().events.planned('e1', planOf([newNotification('n1')], 2_000));
      await store().events.planned('e1', planOf([newNotification('n2')], 3_000));
      await store().events.postpone('e1', 9_000, 'too late');
      expect(await store().events.find('e1')).toMatchObject({ plannedAt: 2_000, plans: 1 });
      expect(await store().notifications.find('n2')).toBeUndefined();
    });

    it('plans neither an event that was rejected nor one that it does not know', async () => {
      await store().events.record(newEvent('e1', { state: 'rejected' }), DEADLINE);
      await store().events.planned('e1', planOf([newNotification('n1')]));
      await store().events.planned('e2', planOf([newNotification('n2', { eventId: 'e2' })]));
      expect((await store().events.find('e1'))?.state).toBe('rejected');
      expect(await store().notifications.list({ limit: 9 })).toEqual([]);
    });

    it('takes back the whole plan when one of its notifications cannot be written', async () => {
      await store().events.record(newEvent('e1'), DEADLINE);
      const broken = { ...newNotification('n2'), route: null as unknown as string };
      await expect(store().events.planned('e1', planOf([newNotification('n1'), broken]))).rejects.toThrow();
      expect((await store().events.find('e1'))?.state).toBe('recorded');
      expect(await store().notifications.list({ limit: 9 })).toEqual([]);
    });

    it('lists events newest first, by each filter', async () => {
      await store().events.record(newEvent('e1', { receivedAt: 1 }), DEADLINE);
      await store().events.record(newEvent('e2', { receivedAt: 2, name: 'release' }), DEADLINE);
      await store().events.record(newEvent('e3', { receivedAt: 3, repository: 'Acme/Other' }), DEADLINE);
      await store().events.planned('e1', planOf([]));
      const list = store().events.list.bind(store().events);
      expect(idsOf(await list({ limit: 9 }))).toEqual(['e3', 'e2', 'e1']);
      expect(idsOf(await list({ limit: 2 }))).toEqual(['e3', 'e2']);
      expect(idsOf(await list({ limit: 9, state: 'recorded' }))).toEqual(['e3', 'e2']);
      expect(idsOf(await list({ limit: 9, name: 'push' }))).toEqual(['e3', 'e1']);
      expect(idsOf(await list({ limit: 9, repository: 'acme/OTHER' }))).toEqual(['e3']);
      expect(idsOf(await list({ limit: 9, before: 3 }))).toEqual(['e2', 'e1']);
    });

    it('turns the pages of a list of events that came in the same millisecond', async () => {
      for (const id of ['a', 'b', 'c', 'd']) await store().events.record(newEvent(id), DEADLINE);
      const page = await store().events.list({ limit: 3 });
      const rest = await store().events.list({ limit: 3, before: 1_000, beforeId: 'b' });
      expect([idsOf(page), idsOf(rest)]).toEqual([['d', 'c', 'b'], ['a']]);
    });
  });
};
