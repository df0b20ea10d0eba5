import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RouteIndex } from '../../../src/core/route-index.ts';
import { type Notification } from '../../../src/flow/notification-ports.ts';
import { judge } from '../../../src/flow/judge.ts';
import { type GitHub } from '../../../src/flow/github-ports.ts';
import { readEvent } from '../../../src/core/event.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { type Store } from '../../../src/flow/ports.ts';
import { type Costs } from './costs.ts';
import { payloadOf } from './payloads.ts';
import { createDirectory, createPopulation } from './population.ts';

/** GitHub's usual bodies; what we do not read of them is one long text here. */
export const BODY_BYTES = 7_000;

type Measured = Pick<Costs, 'commit' | 'record' | 'plan' | 'claim' | 'finish' | 'bytes' | 'rows'>;

const BATCH = 50;
const BATCHES = 20;
const SINGLES = 300;

/** Milliseconds of this process's CPU, user and system. */
const cpu = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/** What this process had written to disks, in bytes; 0 where the machine does not tell. */
const bytesWritten = (): number => {
  try {
    return Number(/^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
};

/** Each step of the real flow on a real SQLite file, alone and in batches: what a commit costs, and what each item adds. */
export const measureFlow = async (): Promise<Measured> => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-scale-'));
  const path = join(folder, 'relay.db');
  const store = await openStore(`file:${path}`, { soleOwner: true });
  try {
    // The first rounds are slow: nothing is compiled, and no statement is prepared.
    await round(store, path, 0);
    return { commit: medianCommit(folder), ...(await round(store, path, 1)) };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
};

const round = async (store: Store, path: string, turn: number): Promise<Omit<Measured, 'commit'>> => {
  const population = createPopulation(2_000, 1);
  const index = new RouteIndex();
  const know = createDirectory(population, index);
  const styled = (style: string): number[] =>
    Array.from({ length: 2_000 }, (_, at) => at).filter((at) => population.styleOf(at) === style);
  const told = styled('defaults');
  const clock = { now: Date.now, random: Math.random };
  const urls = { server: 'https://github.com', api: 'https://api.github.com', graphql: '' };
  const options = { store, github: {} as GitHub, index, urls, botLogin: () => 'bot', clock };

  let count = 0;
  const record = async (kind: 'push' | 'workflow_run') => {
    count += 1;
    const installation = told[count % told.length] ?? 0;
    const what =
      kind === 'push'
        ? ({ kind, branch: 'main', isForced: false } as const)
        : ({ kind, action: 'completed', event: 'push' } as const);
    const payload = { ...payloadOf(what, know(installation, 0), Date.now()), padding: '' };
    payload.padding = 'x'.repeat(BODY_BYTES - JSON.stringify(payload).length);
    const body = JSON.stringify(payload);
    const { event } = readEvent({
      id: `${turn}-${count}`,
      name: kind,
      payload: JSON.parse(body),
      receivedAt: Date.now(),
    });
    const { payload: _, ...names } = event;
    await store.events.record({ ...names, state: 'recorded', body }, 60_000);
  };
  const plan = async (limit: number): Promise<number> => {
    const due = await store.events.due(Date.now(), { events: limit, bytes: 1e9 });
    await Promise.all(
      (await store.events.read(due.map(({ id }) => id))).map(async (stored) => {
        const { event } = readEvent({ ...stored, payload: JSON.parse(stored.body) });
        const planned = await judge(event, options);
        await store.events.planned(planned.id, planned.plan);
      }),
    );
    return due.length;
  };
  const batches = async (kind: 'push' | 'workflow_run') => {
    for (let batch = 0; batch < BATCHES; batch += 1)
      await Promise.all(Array.from({ length: BATCH }, () => record(kind)));
  };
  const singles = async () => {
    for (let one = 0; one < SINGLES; one += 1) await record('workflow_run');
  };
  const planAll = (limit: number) => async () => {
    while ((await plan(limit)) > 0);
  };
  const written = { events: 0, notifications: 0 };

  const recordAlone = (await cpu(singles)) / SINGLES;
  const planAlone = (await cpu(planAll(1))) / SINGLES;
  const rowsBefore = rowsIn(path);
  let from = bytesWritten();
  const recordMany = (await cpu(() => batches('workflow_run'))) / (BATCH * BATCHES);
  const planMany = (await cpu(planAll(BATCH))) / (BATCH * BATCHES);
  written.events = (bytesWritten() - from) / (BATCH * BATCHES);
  const rowsBetween = rowsIn(path);
  await batches('push');
  from = bytesWritten();
  const planFired = (await cpu(planAll(BATCH))) / (BATCH * BATCHES);
  const claimed: Notification[] = [];
  const claimAlone = await cpu(async () => {
    for (let one = 0; one < 200; one += 1) claimed.push(...(await store.notifications.claim(Date.now(), 1)));
  });
  const claimMany = await cpu(async () => {
    for (;;) {
      const some = await store.notifications.claim(Date.now(), BATCH);
      if (some.length === 0) break;
      claimed.push(...some);
    }
  });
  const alone = claimed.slice(0, 200);
  const together = claimed.slice(200);
  const finishAlone = await cpu(async () => {
    for (const one of alone) await store.notifications.finish(endOf(one));
  });
  const finishMany = await cpu(async () => {
    for (let at = 0; at < together.length; at += BATCH)
      await Promise.all(together.slice(at, at + BATCH).map((one) => store.notifications.finish(endOf(one))));
  });
  written.notifications = (bytesWritten() - from) / claimed.length;
  const rowsAfter = rowsIn(path);

  const recordCommit = over(recordAlone - recordMany, 1 - 1 / BATCH);
  const planCommit = over(planAlone - planMany, 1 - 1 / BATCH);
  const perClaim = over(claimMany, claimed.length - 200);
  const single = claimAlone / 200;
  const perFinish = over(finishMany, together.length);
  const finishCommit = over(finishAlone / alone.length - perFinish, 1 - 1 / BATCH);
  const claimTurn = over(single - perClaim, 1 - 1 / BATCH);
  return {
    record: { perCommit: recordCommit, perEvent: recordMany - recordCommit / BATCH },
    plan: {
      perCommit: planCommit,
      perEvent: planMany - planCommit / BATCH,
      perNotification: Math.max(0, planFired - planMany),
    },
    claim: { perTurn: claimTurn, perNotification: perClaim - claimTurn / BATCH },
    finish: { perCommit: finishCommit, perNotification: perFinish - finishCommit / BATCH },
    bytes: { perEvent: written.events - BODY_BYTES, perNotification: written.notifications },
    rows: {
      perEvent: (rowsBetween - rowsBefore) / (BATCH * BATCHES),
      perNotification: (rowsAfter - rowsBetween) / claimed.length,
    },
  };
};

const over = (sum: number, count: number): number => Math.max(0, sum / count);

const endOf = (one: Notification) => ({
  notificationId: one.id,
  number: one.lastAttempt,
  at: Date.now(),
  durationMs: 180,
  request: { method: 'POST', url: 'https://api.github.com/repos/acme/docs/dispatches', body: one.payload },
  status: 204,
  answer: '',
  quota: { left: 4_000, resetAt: Date.now() + 3_600_000 },
  mayHaveArrived: false,
  outcome: 'delivered' as const,
  reason: `${one.hub} took it`,
});

const TABLES = [
  'events',
  'large_bodies',
  'notifications',
  'attempts',
  'words',
  'audit_notes',
  'audit',
  'traffic',
  'lanes',
  'hubs',
];

const rowsIn = (path: string): number => {
  const database = new DatabaseSync(path, { readOnly: true });
  const counts = TABLES.map((table) =>
    Number(database.prepare(`select count(*) as n from ${table}`).get()?.n ?? 0),
  );
  database.close();
  return counts.reduce((sum, count) => sum + count, 0);
};

/** Until a small commit is on this machine's disk, in milliseconds: the lower quartile, for others use the machine too. */
const medianCommit = (folder: string): number => {
  const database = new DatabaseSync(join(folder, 'commits.db'));
  database.exec('pragma journal_mode = wal; pragma synchronous = full; create table t (x)');
  const insert = database.prepare('insert into t values (?)');
  const times = Array.from({ length: 400 }, (_, at) => {
    const before = performance.now();
    insert.run(at);
    return performance.now() - before;
  });
  database.close();
  return times.sort((a, b) => a - b)[100] ?? 0;
};
