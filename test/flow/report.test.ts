import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Answer } from '../../src/core/answer.ts';
import { type CheckRun } from '../../src/core/check-run.ts';
import { type Issue } from '../../src/core/failure-report.ts';
import { type Store } from '../../src/flow/ports.ts';
import { type NewReport, type Report } from '../../src/flow/report-ports.ts';
import { createReporter } from '../../src/flow/report.ts';
import { type Wanted } from '../../src/flow/wanted.ts';
import { type Installation, type Repository } from '../../src/core/repository.ts';
import { openStore } from '../../src/store/open-store.ts';
import { aMember, anIndex, anInstallation, idOf } from '../build/samples.ts';
import { until } from '../build/until.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeLog } from '../fakes/fake-log.ts';
import { FakeWriter } from '../fakes/fake-writer.ts';

let store: Store;
let clock: FakeClock;
let writer: FakeWriter;
let log: FakeLog;
let told: () => Promise<Wanted>;
let reporter: ReturnType<typeof createReporter>;

const CHECK: CheckRun = {
  name: 'Hub Relay: acme/docs',
  sha: 'a'.repeat(40),
  status: 'in_progress',
  title: 'told',
  summary: 'told',
};
const ISSUE: Issue = { state: 'open', title: 'cannot', body: '1' };

const begin = (installation: Partial<Installation> = {}, repository: Partial<Repository> = {}): void => {
  const index = anIndex(aMember('acme/app', {}, repository));
  index.saveInstallation(anInstallation(installation));
  reporter = createReporter({
    store,
    index,
    writer,
    tell: () => told(),
    clock,
    log,
    wake: () => undefined,
  });
};

beforeEach(async () => {
  store = await openStore('file::memory:');
  clock = new FakeClock();
  writer = new FakeWriter();
  log = new FakeLog();
  told = () => Promise.resolve({ check: CHECK });
  begin();
});
afterEach(() => store.close());

/** One turn, to the end of all that it began; when the next one is due. */
const turn = async (): Promise<number | undefined> => {
  await reporter.turn();
  await reporter.settled();
  return store.reports.nextDue();
};

const ask = (id = 'r-1', changes: Partial<NewReport> = {}): Promise<void> => {
  const report: NewReport = {
    id,
    kind: 'delivery',
    repositoryId: idOf('acme/app'),
    lane: 1,
    subject: {},
    ...changes,
  };
  return store.reports.ask([{ report, dueAt: clock.time }]);
};
const found = async (id = 'r-1'): Promise<Report> => (await store.reports.find(id))!;
const answered = (status: number, headers: Record<string, string> = {}, text = ''): Answer => ({
  kind: 'answer',
  status,
  headers,
  text,
});

describe('a report', () => {
  it('is written once, and again only when it says something else', async () => {
    await ask();
    await turn();
    expect(await found()).toMatchObject({ number: 1, isUncertain: false });
    await ask();
    await turn();
    expect(writer.checks).toHaveLength(1);
    told = () => Promise.resolve({ check: { ...CHECK, title: 'told; Rebuild is running' } });
    await ask();
    await turn();
    expect(writer.checks.map(({ known }) => known.number)).toEqual([undefined, 1]);
  });

  it('is written again where a person asked for that on GitHub, also where it says the same', async () => {
    await ask();
    await turn();
    await ask('r-1', { subject: { again: 'guid-9' } });
    await turn();
    expect(writer.checks).toHaveLength(2);
  });

  it('is looked at again when it says so, and not before', async () => {
    const lookAgainAt = clock.time + 300_000;
    told = () => Promise.resolve({ check: CHECK, lookAgainAt });
    await ask();
    await turn();
    expect(await turn()).toBe(lookAgainAt);
  });

  it('is told by another one where that says so', async () => {
    const redirect = {
      id: 'r-2',
      kind: 'delivery',
      repositoryId: idOf('acme/app'),
      lane: 1,
      subject: {},
    } as const;
    told = () => Promise.resolve({ redirect });
    await ask();
    await turn();
    expect(await store.reports.find('r-1')).toBeUndefined();
    expect((await found('r-2')).dueAt).toBeDefined();
    expect(writer.checks).toEqual([]);
  });

  it.each<readonly [string, Partial<Installation>, Partial<Repository>]>([
    ['is not granted', { permissions: { contents: 'write', checks: 'read' } }, {}],
    ['was archived', {}, { archived: true }],
  ])('is not written where that %s', async (_, installation, repository) => {
    begin(installation, repository);
    await ask('r-1');
    await ask('r-2');
    await turn();
    expect(writer.checks).toEqual([]);
    expect(await store.reports.nextDue()).toBeUndefined();
  });

  it('that may not be written is said once, and not for each', async () => {
    begin({ permissions: { contents: 'write' } });
    for (const id of ['r-1', 'r-2', 'r-3']) await ask(id);
    await turn();
    expect(log.lines).toEqual(['warn the installation does not let us report there']);
  });

  it('is written by the next process where one died while it was at it, and looks for what is there', async () => {
    await ask();
    await store.reports.claim(clock.time, 1);
    expect(await store.reports.nextDue()).toBeUndefined();
    await turn();
    expect(writer.checks.map(({ known }) => known.isUncertain)).toEqual([true]);
  });
});

describe('a report that takes long', () => {
  it('holds up no other', async () => {
    let isFirst = true;
    told = () => {
      const answer = isFirst ? new Promise<Wanted>(() => undefined) : Promise.resolve({ check: CHECK });
      isFirst = false;
      return answer;
    };
    await ask('r-1');
    await ask('r-2');
    await reporter.turn();
    await until(async () => expect(await found('r-2')).toMatchObject({ number: 1 }));
    await ask('r-3');
    await reporter.turn();
    await until(async () => expect(await found('r-3')).toMatchObject({ number: 2 }));
  });

  it('is not taken for left behind while it is under way, as one is that could not be saved', async () => {
    const finish = store.reports.finish.bind(store.reports);
    Object.assign(store.reports, { finish: () => Promise.reject(new Error('the store is away')) });
    const hangs = new Promise<Wanted>(() => undefined);
    const answers = [Promise.resolve({ check: CHECK }), hangs];
    told = () => answers.shift() ?? Promise.resolve({ check: CHECK });
    await ask('r-1');
    await ask('r-2');
    await reporter.turn();
    await until(() => expect(log.lines).toContain('error what was reported could not be saved'));
    Object.assign(store.reports, { finish });
    await reporter.turn();
    expect((await found('r-1')).dueAt).toBeUndefined();
    expect((await found('r-2')).dueAt).toBeUndefined();
    expect(writer.checks).toHaveLength(1);
    reporter.abandon();
    await reporter.settled();
    await reporter.turn();
    await reporter.settled();
    expect([(await found('r-1')).number, (await found('r-2')).number]).not.toContain(undefined);
  });
});

describe('a report under way when we stop', () => {
  it('is left to whoever reports next, where it takes too long', async () => {
    told = () => new Promise(() => undefined);
    await ask();
    await reporter.turn();
    const settled = reporter.settled();
    reporter.abandon();
    await settled;
    told = () => Promise.resolve({ check: CHECK });
    begin();
    await turn();
    expect(writer.checks.map(({ known }) => known.isUncertain)).toEqual([true]);
  });
});

describe('what GitHub answers to a report', () => {
  it('that it is too much holds back everybody of that installation, as long as it says', async () => {
    writer.next.push(answered(403, { 'retry-after': '120' }, 'secondary rate limit'));
    await ask();
    await turn();
    await ask('r-2');
    expect(await turn()).toBe(clock.time + 120_000);
    expect(writer.checks).toHaveLength(1);
    clock.time += 120_000;
    await turn();
    expect([(await found()).number, (await found('r-2')).number].toSorted()).toEqual([1, 2]);
  });

  it('that it does not know us holds back nobody', async () => {
    writer.next.push(answered(403, {}, 'This installation has been suspended'));
    await ask();
    await turn();
    await ask('r-2');
    await turn();
    expect(await found('r-2')).toMatchObject({ number: 1 });
  });

  it('nothing, makes it uncertain whether it is there, and is tried again', async () => {
    writer.next.push({
      kind: 'no-answer',
      reason: 'no answer from GitHub (ECONNRESET)',
      mayHaveArrived: true,
    });
    await ask();
    await turn();
    const report = await found();
    expect(report).toMatchObject({
      isUncertain: true,
      tries: 1,
      reason: 'no answer from GitHub (ECONNRESET)',
    });
    clock.time = report.dueAt!;
    await turn();
    expect(writer.checks[1]!.known).toMatchObject({ isUncertain: true });
    expect(await found()).toMatchObject({ isUncertain: false, tries: 0, number: 1 });
  });

  it('that it failed, is tried again ten times and then left, until something changes', async () => {
    writer.next.push(...Array.from({ length: 10 }, () => answered(502)));
    await ask();
    for (let tries = 0; tries < 10; tries += 1) {
      await turn();
      clock.time = (await found()).dueAt ?? clock.time;
    }
    expect(writer.checks).toHaveLength(10);
    expect(await turn()).toBeUndefined();
    await ask();
    await turn();
    expect(await found()).toMatchObject({ number: 1, tries: 0 });
  });

  it('that it will not, is left at once', async () => {
    writer.next.push(answered(422, {}, 'No commit found for SHA'));
    await ask();
    await turn();
    expect(await turn()).toBeUndefined();
    expect((await found()).reason).toBe('GitHub answered 422: No commit found for SHA');
  });

  it('when it was asked what to say, is treated the same', async () => {
    told = () => Promise.reject(Object.assign(new Error('fetch failed'), { code: 'ECONNREFUSED' }));
    await ask();
    await turn();
    const report = await found();
    expect(report.reason).toContain('ECONNREFUSED');
    told = () => Promise.resolve({ check: CHECK });
    clock.time = report.dueAt!;
    await turn();
    expect(writer.checks).toHaveLength(1);
  });
});

describe('an issue', () => {
  const failure = { kind: 'failure' } as const;

  it('is not opened to be closed', async () => {
    told = () => Promise.resolve({ issue: { ...ISSUE, state: 'closed' } });
    await ask('r-1', failure);
    await turn();
    expect(writer.issues).toEqual([]);
  });

  it('is opened, brought up to date once a minute at most without touching its state, and closed at once', async () => {
    told = () => Promise.resolve({ issue: ISSUE });
    await ask('r-1', failure);
    await turn();
    told = () => Promise.resolve({ issue: { ...ISSUE, body: '2' } });
    await ask('r-1', failure);
    const openedAt = clock.time;
    await turn();
    expect(await turn()).toBe(openedAt + 60_000);
    clock.time += 60_000;
    await turn();
    told = () => Promise.resolve({ issue: { ...ISSUE, state: 'closed', body: 'well' } });
    await ask('r-1', failure);
    await turn();
    expect(writer.issues.map(({ issue: { state, body } }) => [state, body])).toEqual([
      ['open', '1'],
      [undefined, '2'],
      ['closed', 'well'],
    ]);
  });

  it('is not opened without the permission for that, and check runs are all the same', async () => {
    begin({ permissions: { contents: 'write', checks: 'write', issues: 'read' } });
    told = () => Promise.resolve({ issue: ISSUE });
    await ask('r-1', failure);
    await turn();
    told = () => Promise.resolve({ check: CHECK });
    await ask('r-2');
    await turn();
    expect([writer.issues.length, writer.checks.length]).toEqual([0, 1]);
  });
});
