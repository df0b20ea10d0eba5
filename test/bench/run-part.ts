import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Table } from './result.ts';

/** What came of one part: its tables, or why there are none. */
export interface Outcome {
  readonly seconds: number;
  readonly tables: readonly Table[];
  readonly error?: string;
}

const CHILD = new URL('./part-process.ts', import.meta.url).pathname;

/** Ends what the part has started, too: they are one process group. */
const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of them have ended.
  }
};

/** The part in `file`, in a process of its own, cut after `limit` seconds; it leaves nothing behind, and no files. */
export const runPart = async (file: URL, limit: number): Promise<Outcome> => {
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-bench-'));
  // PostgreSQL does not run as root: it is somebody else who has to get in.
  chmodSync(folder, 0o755);
  const begun = performance.now();
  const child = spawn(process.execPath, [CHILD, file.href], {
    detached: true,
    // What a part says is said on standard error; the tables alone go to standard output.
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { ...process.env, TMPDIR: folder },
    serialization: 'advanced',
  });
  const interrupt = (signal: NodeJS.Signals): void => {
    endGroup(child);
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  let answer: Omit<Outcome, 'seconds'> | undefined;
  child.on('message', (message) => (answer = message as Omit<Outcome, 'seconds'>));
  const timer = setTimeout(() => endGroup(child), limit * 1_000);
  await once(child, 'exit');
  clearTimeout(timer);
  process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  endGroup(child);
  const seconds = (performance.now() - begun) / 1_000;
  // A PostgreSQL that it left is ended by its watchdog, which finds it in this folder.
  if (answer === undefined) await delay(3_000);
  rmSync(folder, { recursive: true, force: true });
  const none =
    seconds < limit ? 'its process ended without an answer' : `cut: it took more than its ${limit} s`;
  return { seconds, ...(answer ?? { tables: [], error: none }) };
};
