import { performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds of which less than `IDLE`, a share, was spent in work. */
const EVERY = 3_000;
const IDLE = 0.1;
/** Whoever has not grown by as much since the last time has little to give back. */
const GROWN = 1.2;

/**
 * V8 collects what is old when there is more to allocate, and so never where nothing happens: what a start leaves behind,
 * or a burst, would stay with the process. Once nothing happens, it is collected, which takes some 100 ms of CPU.
 */
export const giveBackWhenIdle = (every = EVERY): void => {
  let least = 0;
  let before = performance.eventLoopUtilization();
  const look = (): void => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > IDLE || heapSize() < least * GROWN) return;
    collect();
    least = heapSize();
  };
  setInterval(look, every).unref();
};

/** Bytes that V8 holds, whether they are in use or not. */
const heapSize = (): number => getHeapStatistics().total_heap_size;

/** Node has no call for it without a flag on its command line; a context that is made after the flag was set has. */
const collect = (): void => {
  setFlagsFromString('--expose-gc');
  // "last-resort" gives the pages back too, where the usual ones keep them for what comes next.
  runInNewContext('gc({ type: "major", flavor: "last-resort" })');
  setFlagsFromString('--no-expose-gc');
};
