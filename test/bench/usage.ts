import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What processes have used since they began, and hold now, as Linux counts it. */
export interface Usage {
  /** Milliseconds, of all threads, and of processes that it started and that have ended. */
  readonly cpu: number;
  /**
   * Bytes that were handed to files, pipes and sockets. Not `write_bytes`: where the kernel keeps files in large folios, that
   * counts a whole folio, of up to megabytes, for each page that is written.
   */
  readonly written: number;
  /** Resident memory, in MB. */
  readonly memory: number;
  /** Open files, sockets and pipes. */
  readonly handles: number;
}

/** A tick is 10 ms on every Linux that Node runs on: `getconf CLK_TCK`. */
const TICK = 10;
const MB = 1_000_000;

const proc = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8');

/** The fields behind the name of the program, which may itself hold spaces. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const statOf = (pid: number): readonly string[] =>
  proc(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');

const numberIn = (text: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? NaN);

/** @throws when the process has ended. */
export const usageOf = (pid: number): Usage => {
  const fields = statOf(pid);
  return {
    // utime, stime, and those of children that have ended, counted from the state, which is field 3.
    cpu: fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * TICK,
    written: numberIn(proc(pid, 'io'), 'wchar'),
    memory: (numberIn(proc(pid, 'status'), 'VmRSS') * 1_024) / MB,
    handles: readdirSync(`/proc/${pid}/fd`).length,
  };
};

/** Of a server that makes a process for each connection, such as PostgreSQL: it and its children that are there now. */
export const usageOfTree = (pid: number): Usage => {
  const children = readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && parentOf(one) === pid);
  const all = [pid, ...children].flatMap((one) => {
    try {
      return [usageOf(one)];
    } catch {
      return [];
    }
  });
  return sumOf(all);
};

const parentOf = (pid: number): number | undefined => {
  try {
    return Number(statOf(pid)[1]);
  } catch {
    // It has ended since the list was made.
    return undefined;
  }
};

export const sumOf = (all: readonly Usage[]): Usage => ({
  cpu: all.reduce((sum, { cpu }) => sum + cpu, 0),
  written: all.reduce((sum, { written }) => sum + written, 0),
  memory: all.reduce((sum, { memory }) => sum + memory, 0),
  handles: all.reduce((sum, { handles }) => sum + handles, 0),
});

/** From now on, `peakOf` tells the most that it held since. https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
export const resetPeak = (pid: number): void => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** The most resident memory, in MB. */
export const peakOf = (pid: number): number => (numberIn(proc(pid, 'status'), 'VmHWM') * 1_024) / MB;
