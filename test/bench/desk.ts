import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexOfStore } from '../../src/cli/index-of-store.ts';
import { renderTable } from '../../src/cli/terminal.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createDesk } from '../../src/web/desk/desk.ts';
import { type Viewer } from '../../src/web/desk/viewer.ts';
import { type Case, casesFor } from './desk-cases.ts';
import { spreadOf } from './result.ts';
import { fillMillion } from './million.ts';

// The pages over a large record: the time that the server takes for each, 20 times, against 100 ms, and against a page that
// asks nothing, measured in turn so that the ratio holds when the machine is noisy. Exit code 1 where one is too slow.
// DATABASE_URL names a record that is there already, NOTIFICATIONS how large one is made where it does not: a million take
// some minutes and 3 GB.

const median = (values: readonly number[]): number => spreadOf(values).median;

const TIMES = 20;
const MOST = 100;
/** Milliseconds for one case. */
const PATIENCE = 5_000;

const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
const made = join(folder, 'relay.db');
const tell = (count: number): void => void process.stderr.write(`\r${count} notifications`);
if (process.env.DATABASE_URL === undefined) {
  await fillMillion(
    made,
    { notifications: Number(process.env.NOTIFICATIONS ?? 1_000_000), now: Date.now() },
    tell,
  );
  process.stderr.write('\n');
}
const store = await openStore(process.env.DATABASE_URL ?? `file:${made}`);

let viewer: Viewer | undefined;
const quiet = (): void => undefined;
const desk = createDesk({
  store,
  index: await indexOfStore(store),
  sessions: { viewerOf: () => Promise.resolve(viewer) },
  urls: {
    server: 'https://github.com',
    api: 'https://api.github.com',
    graphql: 'https://api.github.com/graphql',
  },
  clock: { now: Date.now, random: Math.random },
  log: {
    debug: quiet,
    info: quiet,
    warn: quiet,
    error: ({ err }: { err?: unknown }) => void process.stderr.write(`${String(err)}\n`),
  },
  changed: quiet,
  onChange: () => quiet,
});

interface Answer {
  readonly milliseconds: number;
  /** Of this process alone, also in milliseconds: what others do on the machine is not in it. */
  readonly cpu: number;
  readonly status: number;
  readonly bytes: number;
}

/** More than the line above the first row. */
const FIRST_BYTES = 1024;

/** To the last byte, or of a stream to the first rows. */
const ask = async ({ path, viewer: asking, isStream = false }: Case): Promise<Answer> => {
  viewer = asking;
  const [begin, cpu] = [performance.now(), process.cpuUsage()];
  const answer = await desk.request(path);
  let bytes = 0;
  for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += piece.byteLength;
    if (isStream && bytes > FIRST_BYTES) break;
  }
  const { user, system } = process.cpuUsage(cpu);
  return {
    milliseconds: performance.now() - begin,
    cpu: (user + system) / 1000,
    status: answer.status,
    bytes,
  };
};

/** Why a row is a failure of the run. */
const wrongWith = ({ status = 200, answers, median: middle }: Row): string => {
  if (answers.some((answer) => answer.status !== status)) return `NOT ${status}`;
  if (middle <= MOST) return '';
  // Most of the time was then spent on other processes.
  return median(answers.map(({ cpu }) => cpu)) > MOST ? 'TOO SLOW' : 'TOO SLOW, OR THE MACHINE IS BUSY';
};

interface Row extends Case {
  readonly answers: readonly Answer[];
  readonly median: number;
  readonly ratio: number;
}

const measure = async (one: Case, trivial: Case): Promise<Row> => {
  const answers: Answer[] = [];
  const others: number[] = [];
  const begin = performance.now();
  // What takes seconds is too slow after three times, too.
  for (let time = 0; time < TIMES && (time < 3 || performance.now() - begin < PATIENCE); time += 1) {
    answers.push(await ask(one));
    others.push((await ask(trivial)).milliseconds);
  }
  const middle = median(answers.map(({ milliseconds }) => milliseconds));
  return { ...one, answers, median: middle, ratio: middle / median(others) };
};

const cases = await casesFor(store);
const trivial: Case = {
  name: 'a page that asks nothing',
  path: '/nothing',
  viewer: cases[0]!.viewer,
  status: 404,
};
const rows: Row[] = [];
for (const one of [trivial, ...cases]) {
  const row = await measure(one, trivial);
  rows.push(row);
  process.stderr.write(`${row.median.toFixed(1).padStart(8)} ms  ${one.name}\n`);
}
await store.close();
rmSync(folder, { recursive: true, force: true });

process.stdout.write(
  `${renderTable(
    [
      `${TIMES} TIMES, AGAINST ${MOST} ms`,
      'MEDIAN, ms',
      'WORST, ms',
      'OF THE CPU, ms',
      'TIMES THE FIRST',
      'KB',
      '',
    ],
    rows.map((row) => [
      row.name,
      row.median.toFixed(1),
      Math.max(...row.answers.map(({ milliseconds }) => milliseconds)).toFixed(1),
      median(row.answers.map(({ cpu }) => cpu)).toFixed(1),
      row.ratio.toFixed(1),
      ((row.answers[0]?.bytes ?? 0) / 1024).toFixed(0),
      wrongWith(row),
    ]),
  )}\n`,
);
process.exitCode = rows.some((row) => wrongWith(row) !== '') ? 1 : 0;
