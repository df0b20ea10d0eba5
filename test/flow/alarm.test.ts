import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pass } from '../../src/core/verdict.ts';
import { createAlarmTurn } from '../../src/flow/alarm.ts';
import { type Store } from '../../src/flow/ports.ts';
import { type Report } from '../../src/flow/report-ports.ts';
import { type OwnConfig } from '../../src/core/route.ts';
import { type RouteIndex } from '../../src/core/route-index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aMember, anIndex, anInstallation, idOf } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const SPOKE = 'acme/app';
const HUB = 'other/docs';
const notify = (changes = {}): OwnConfig => ({ notify: [{ hub: HUB, on: { push: {} }, ...changes }] });
const stopped = 'warn a route has stopped: its hub cannot be reached any more';
const works = 'info a route that had stopped works again';

let store: Store;
let clock: FakeClock;
let log: FakeLog;
let index: RouteIndex;
let asked: number;

beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
  log = new FakeLog();
  asked = 0;
  index = anIndex(aMember(SPOKE, notify()), aMember(HUB, {}, { installationId: 2 }));
  index.saveInstallation(anInstallation({ id: 2, account: 'other' }));
});
afterEach(() => store.close());

/** The hub is told something by this route. */
const tell = async (route = `${SPOKE}:notify[0]`, hub = HUB): Promise<void> => {
  const id = `event of ${route}`;
  await store.events.record({ id, name: 'push', receivedAt: 1, state: 'recorded', body: '{}' }, 5_000);
  await store.events.planned(id, {
    at: clock.time,
    verdict: pass('event', ''),
    notifications: [
      {
        id: `n of ${route}`,
        eventId: id,
        route,
        spokeId: idOf(SPOKE),
        spoke: SPOKE,
        hubId: idOf(hub),
        hub,
        lane: 2,
        eventType: 'push',
        occurredAt: 1,
        state: 'pending',
        verdict: pass('route', 'fires'),
        chain: [idOf(SPOKE)],
        streak: 1,
        payload: {},
        dueAt: clock.time,
      },
    ],
  });
  await store.notifications.claim(clock.time, 9);
};

/** A process that has just begun looks; everything that it asks for. */
const look = async (parts: Partial<Pick<Store, 'marks'>> = {}): Promise<readonly Report[]> => {
  const turn = createAlarmTurn({
    store: { reports: store.reports, hubs: store.hubs, marks: parts.marks ?? store.marks },
    index,
    clock,
    log,
    onAsked: () => void (asked += 1),
  });
  clock.time = (await turn())!;
  await turn();
  const reports = await store.reports.claim(clock.time, 9);
  for (const { id } of reports) await store.reports.finish({ id, at: clock.time });
  return reports;
};

const archive = (archived = true): void => index.save(aMember(HUB, {}, { installationId: 2, archived }));

describe('a hub that was told something, and cannot be reached any more', () => {
  it('is reported on the newest commit of the spoke, once; and once more when it can be reached again', async () => {
    await tell();
    expect(await look()).toEqual([]);
    archive();
    expect(await look()).toMatchObject([
      { kind: 'config', repositoryId: idOf(SPOKE), subject: { stopped: [`${SPOKE}:notify[0]`] } },
    ]);
    expect(await look()).toEqual([]);
    archive(false);
    expect(await look()).toMatchObject([{ kind: 'config', subject: { stopped: [] } }]);
    expect(log.lines).toEqual([stopped, works]);
    expect(asked).toBe(2);
  });

  it('is named again with the next one, and said only once', async () => {
    index.save(aMember(SPOKE, { notify: [HUB, 'other/site'].map((hub) => ({ hub, on: { push: {} } })) }));
    index.save(aMember('other/site', {}, { installationId: 2 }));
    await tell();
    await tell(`${SPOKE}:notify[1]`, 'other/site');
    archive();
    await look();
    index.remove(idOf('other/site'));
    expect(await look()).toMatchObject([
      { subject: { stopped: [`${SPOKE}:notify[0]`, `${SPOKE}:notify[1]`] } },
    ]);
    expect(log.lines).toEqual([stopped, stopped]);
  });

  it('is reported by the route’s issue, where it asks for one', async () => {
    index.save(aMember(SPOKE, notify({ 'on-failure': 'issue' })));
    await tell();
    index.remove(idOf(HUB));
    expect(await look()).toMatchObject([
      { kind: 'failure', repositoryId: idOf(SPOKE), subject: { route: `${SPOKE}:notify[0]`, stopped: true } },
    ]);
  });

  it.each<readonly [string, () => void]>([
    ['uninstalled', () => index.removeInstallation(2)],
    ['suspended', () => index.saveInstallation(anInstallation({ id: 2, suspended: true }))],
    [
      'no more granted',
      () => index.saveInstallation(anInstallation({ id: 2, permissions: { contents: 'read' } })),
    ],
  ])('is seen when it is %s', async (_, happen) => {
    await tell();
    happen();
    await look();
    expect(log.lines).toEqual([stopped]);
  });

  it('is reported all the same where the process died before it could note that it did', async () => {
    await tell();
    archive();
    const failing = { ...store.marks, read: store.marks.read.bind(store.marks) };
    const marks = { ...failing, write: () => Promise.reject(new Error('killed')) };
    await expect(look({ marks })).rejects.toThrow('killed');
    await look();
    expect(log.lines).toEqual([stopped, stopped]);
    // Asked for twice, it is one report.
    await look();
    expect(log.lines).toHaveLength(2);
  });

  it('is looked for where the note of before cannot be read', async () => {
    await tell();
    archive();
    await store.marks.write('silenced-hubs', '{"damaged');
    await look();
    expect(log.lines).toEqual([stopped]);
  });

  it('is no matter for a route that is not in the file any more, or never told it anything', async () => {
    await tell(`${SPOKE}:notify[7]`);
    archive();
    expect(await look()).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  it('is asked about once more when the route of an open issue is taken out of its file', async () => {
    index.save(aMember(SPOKE, notify({ 'on-failure': 'issue' })));
    await tell();
    archive();
    const [issue] = await look();
    await store.reports.finish({ id: issue!.id, at: clock.time, isOpen: true });
    expect(await look()).toEqual([]);
    index.save(aMember(SPOKE));
    expect(await look()).toMatchObject([{ id: issue!.id, kind: 'failure' }]);
  });

  it('is waited for a little: a repository that is transferred is nowhere for a moment', async () => {
    await tell();
    const turn = createAlarmTurn({ store, index, clock, log, onAsked: () => undefined });
    archive();
    const at = (await turn())!;
    expect(at).toBeGreaterThan(clock.time);
    archive(false);
    clock.time = at;
    await turn();
    expect(log.lines).toEqual([]);
  });
});
