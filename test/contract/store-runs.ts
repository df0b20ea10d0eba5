import { describe, expect, it } from 'vitest';
import { type HubRun } from '../../src/core/reported.ts';
import { dueAtOf, newReport, newRun, planFor, writeAll } from './report-samples.ts';
import { type GetStore } from './store-contract.ts';
import { DEADLINE, endOf, heldUntil, idsOf, newEvent, newNotification, planOf } from './store-samples.ts';

const REPORT = newReport('commit');

export const describeRuns = (store: GetStore): void => {
  const reports = () => store().reports;
  let events = 0;
  /** An event tells of these runs. */
  const tell = async (at: number, ...runs: readonly HubRun[]): Promise<void> => {
    const id = `run event ${++events}`;
    await store().events.record(newEvent(id, { receivedAt: at }), DEADLINE);
    await store().events.planned(id, { ...planOf([], at), runs });
  };
  const told = (id: string, changes: Partial<ReturnType<typeof newNotification>> = {}) =>
    newNotification(id, { report: REPORT, ...changes });
  const runsOf = async (id: string): Promise<readonly HubRun[] | undefined> =>
    (await reports().notifications('commit')).find((one) => one.id === id)?.runs;
  const begin = async (): Promise<void> => {
    await planFor(store(), 'e1', 1_000, told('n1'), told('n2', { hubId: 81 }));
    await writeAll(store(), 3_000);
    expect(await dueAtOf(store(), 'commit')).toBe(undefined);
  };

  describe('runs that a notification started', () => {
    it('are told with it, in the order in which they started, and have its report looked at', async () => {
      await planFor(store(), 'e1', 1_000, told('n1'), told('n2', { hubId: 81 }));
      for (const one of await store().notifications.claim(1_000, 9)) {
        await store().notifications.finish(endOf(one));
      }
      await writeAll(store(), 9_000);
      const [first, second] = [newRun('n1', { runId: 902, startedAt: 2_999 }), newRun('n1', { runId: 901 })];
      await tell(10_000, second, newRun('n1', { runId: 903 }), newRun('n2', { hubId: 81 }), first);
      expect(await runsOf('n1')).toEqual([first, second, newRun('n1', { runId: 903 })]);
      expect(await runsOf('n2')).toEqual([newRun('n2', { hubId: 81 })]);
      expect(await dueAtOf(store(), 'commit')).toBe(12_000);
    });

    it('are kept as the newest that GitHub told, in whatever order that came', async () => {
      await begin();
      const history = [
        newRun('n1', { updatedAt: 9_000 }),
        newRun('n1', { updatedAt: 9_500 }),
        newRun('n1', { status: 'in_progress', updatedAt: 4_000 }),
        newRun('n1', { status: 'completed', conclusion: 'failure', updatedAt: 3_000 }),
        newRun('n1', { status: 'completed', conclusion: 'success', updatedAt: 3_001 }),
        newRun('n1', { attempt: 2, updatedAt: 2_000 }),
        newRun('n1', { attempt: 2, status: 'completed', conclusion: 'success', name: 'again' }),
      ];
      for (const [place, run] of history.entries()) {
        await tell(10_000, run);
        expect(await runsOf('n1')).toEqual([run]);
        expect(await dueAtOf(store(), 'commit')).toBe(12_000);
        await writeAll(store(), 12_000);
        for (const older of history.slice(0, place + 1)) await tell(20_000, older);
        expect(await runsOf('n1')).toEqual([run]);
        expect(await dueAtOf(store(), 'commit')).toBeUndefined();
      }
    });

    it('are the newest also where one plan tells of several', async () => {
      await begin();
      const done = newRun('n1', { status: 'completed', conclusion: 'success' });
      await tell(10_000, done, newRun('n1'), newRun('n1', { status: 'in_progress' }));
      expect(await runsOf('n1')).toEqual([done]);
    });

    it('are not taken from another hub, nor for a notification that is not there', async () => {
      await begin();
      await tell(10_000, newRun('n1', { hubId: 81 }), newRun('n3'), newRun('n2', { hubId: 80 }));
      expect(await runsOf('n1')).toEqual([]);
      expect(await runsOf('n2')).toEqual([]);
      expect(await dueAtOf(store(), 'commit')).toBeUndefined();
    });

    it('are not told again by an event that was planned before', async () => {
      await begin();
      await store().events.planned('e1', { ...planOf([]), runs: [newRun('n1')] });
      expect(await runsOf('n1')).toEqual([]);
    });

    it('go with it when it is deleted', async () => {
      await planFor(store(), 'e1', 1_000, told('n1', { state: 'refused', reason: 'no' }));
      await tell(10_000, newRun('n1'));
      await store().events.expire(2_000, 9);
      await planFor(store(), 'e1', 1_000, told('n1'));
      expect(await runsOf('n1')).toEqual([]);
    });
  });

  describe('reports that a plan asks for', () => {
    it('are looked at when it says, once', async () => {
      const plan = { ...planOf([], 1_000), reports: [{ report: newReport('config'), dueAt: 1_500 }] };
      await store().events.record(newEvent('e1'), DEADLINE);
      await store().events.planned('e1', plan);
      expect(await reports().find('config')).toMatchObject({ ...newReport('config'), dueAt: 1_500 });
      await writeAll(store(), 1_500);
      await store().events.planned('e1', plan);
      expect(await dueAtOf(store(), 'config')).toBeUndefined();
    });
  });

  describe('what a report tells of its notifications', () => {
    it('is how each fares, the newest first', async () => {
      await planFor(store(), 'e1', 1_000, told('a'), told('b', { hubId: 81 }));
      await planFor(store(), 'e2', 900, told('old', { dueAt: 9_000 }), newNotification('another'));
      const [first, second] = await store().notifications.claim(1_000, 2);
      await store().notifications.finish(endOf(first!, { outcome: 'dead', code: 'hub-not-found' }));
      await store().notifications.finish(heldUntil(second!, 60_000));
      const [b, a, old] = await reports().notifications('commit');
      expect(a).toEqual({
        id: 'a',
        eventId: 'e1',
        route: 'acme/spoke:notify[0]',
        eventType: 'push',
        state: 'dead',
        reason: 'GitHub accepted it.',
        code: 'hub-not-found',
        verdict: newNotification('a').verdict,
        dueAt: 1_000,
        updatedAt: 2_000,
        lastAttempt: 1,
        isHubBroken: false,
        laneHeldUntil: 60_000,
        runs: [],
      });
      expect(b).toMatchObject({ id: 'b', state: 'waiting', dueAt: 60_000, laneHeldUntil: 60_000 });
      expect(old).toMatchObject({ id: 'old', state: 'pending', lastAttempt: 0 });
      expect(await reports().notifications('commit')).toHaveLength(3);
    });

    it('is of the newest hundred', async () => {
      const refused = { state: 'refused', reason: 'no' } as const;
      const many = Array.from({ length: 101 }, (_, place) => told(`n${1_000 + place}`, refused));
      await planFor(store(), 'e1', 1_000, ...many);
      const found = idsOf(await reports().notifications('commit'));
      expect(found).toHaveLength(100);
      expect([found[0], found[99]]).toEqual(['n1100', 'n1001']);
    });
  });

  describe('a report that is told elsewhere', () => {
    it('leaves its notifications to the other, and is gone', async () => {
      await begin();
      await planFor(store(), 'e2', 1_000, told('n3', { report: newReport('other') }));
      await writeAll(store(), 9_000);
      await reports().redirect('commit', newReport('other', { lane: 6 }), 5_000);
      expect(await reports().find('commit')).toBeUndefined();
      expect(await reports().find('other')).toMatchObject({ lane: 6, number: 1, dueAt: 5_000 });
      expect(idsOf(await reports().notifications('other'))).toEqual(['n3', 'n2', 'n1']);
      await writeAll(store(), 5_000);
      const [claimed] = await store().notifications.claim(6_000, 1);
      await store().notifications.finish(endOf(claimed!, { at: 6_000 }));
      expect(await dueAtOf(store(), 'other')).toBe(8_000);
    });

    it('may have none, or be the other', async () => {
      await reports().redirect('gone', newReport('other'), 5_000);
      expect(await dueAtOf(store(), 'other')).toBe(5_000);
      await reports().redirect('other', newReport('other'), 4_000);
      expect(await dueAtOf(store(), 'other')).toBe(4_000);
    });
  });

  it('knows by which routes these hubs were told something', async () => {
    const failure = (id: string) => ({ failure: newReport(id, { kind: 'failure' }) });
    const second = { route: 'acme/spoke:notify[1]' };
    await planFor(store(), 'e1', 1_000, told('n1', failure('old')), told('n2', { ...second, spokeId: 71 }));
    await planFor(store(), 'e2', 2_000, told('n3', failure('new')), told('n4', { ...second, hubId: 81 }));
    await planFor(store(), 'e3', 3_000, told('n5'), told('n6', { hubId: 82 }));
    expect(await reports().fired([80, 81])).toEqual([]);
    await store().notifications.claim(9_000, 9);
    await planFor(store(), 'e4', 4_000, told('unsent', { ...failure('newest'), dueAt: 90_000 }));
    expect(await reports().fired([80, 81, 83])).toEqual([
      { route: 'acme/spoke:notify[0]', spokeId: 70, hubId: 80 },
      { route: 'acme/spoke:notify[1]', spokeId: 70, hubId: 81 },
      { route: 'acme/spoke:notify[1]', spokeId: 71, hubId: 80 },
    ]);
    expect(await reports().fired([])).toEqual([]);
  });

  describe('expiry of reports', () => {
    const expire = (before = 1_000_000, limit = 9) => store().events.expire(before, limit);
    /** Written at this time. */
    const written = async (id: string, at: number, isOpen = false): Promise<void> => {
      await reports().ask([{ report: newReport(id), dueAt: at }]);
      await reports().claim(at, 1);
      await reports().finish({ id, at, number: 1, isOpen });
    };
    const left = async (...ids: readonly string[]): Promise<readonly string[]> =>
      idsOf((await Promise.all(ids.map((id) => reports().find(id)))).filter((one) => one !== undefined));

    it('deletes what was last written before that time', async () => {
      await written('old', 1_000);
      await written('new', 2_000);
      await expire(2_000);
      expect(await left('old', 'new')).toEqual(['new']);
    });

    it('keeps open issues, and what is due or being written', async () => {
      await written('open', 1_000, true);
      await written('begun', 1_000);
      await reports().ask([{ report: newReport('begun'), dueAt: 2_000 }]);
      await reports().claim(2_000, 9);
      await written('due', 2_000);
      await reports().ask([{ report: newReport('due'), dueAt: 9_000 }]);
      await expire();
      expect(await left('open', 'begun', 'due')).toEqual(['open', 'begun', 'due']);
    });

    it('keeps what a notification is told by, for as long as that is there', async () => {
      const failure = newReport('failure', { kind: 'failure' });
      await planFor(store(), 'e1', 1_000, told('n1', { failure }));
      await writeAll(store(), 3_000);
      await expire();
      expect(await left('commit', 'failure')).toEqual(['commit', 'failure']);
      const [claimed] = await store().notifications.claim(4_000, 1);
      await store().notifications.finish(endOf(claimed!, { at: 4_000 }));
      await writeAll(store(), 6_000);
      await expire();
      expect(await left('commit', 'failure')).toEqual([]);
    });

    it('deletes no more than asked for, the oldest first', async () => {
      for (const [id, at] of [
        ['a', 3_000],
        ['b', 1_000],
        ['c', 2_000],
      ] as const)
        await written(id, at);
      await expire(9_000, 2);
      expect(await left('a', 'b', 'c')).toEqual(['a']);
    });

    it('leaves what is younger than the last event of a full batch to the next one', async () => {
      for (const at of [1_000, 2_000]) await planFor(store(), `e${at}`, at);
      await written('early', 1_500);
      await written('late', 1_800);
      await expire(9_000, 1);
      expect(await left('early', 'late')).toEqual(['early', 'late']);
      await expire(9_000, 1);
      expect(await left('early', 'late')).toEqual(['late']);
      await expire(9_000, 2);
      expect(await left('late')).toEqual([]);
    });
  });
};
