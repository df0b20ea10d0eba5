import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes, of both halves. With less, busy servers collect more often; with more, they do no better. */
const ENOUGH = 16 * 1024 * 1024;

/**
 * Where much of what is new stays, as while the modules of a server load, V8 doubles the space for what is new, up to 64 MB,
 * and gives none of it back while nothing happens. Node takes a bound only on its command line, so it is held from
 * within. https://v8.dev/blog/trash-talk
 */
export const youngGeneration = {
  /** As it is, for a beginning in which little is thrown away. */
  keep: (): void => doubling(false),
  /** From now on it may grow, as far as it is of use. */
  grow: (): void => {
    let mayGrow = true;
    doubling(mayGrow);
    const observer = new PerformanceObserver(() => {
      const isSmall = size() < ENOUGH;
      if (isSmall === mayGrow) return;
      mayGrow = isSmall;
      doubling(mayGrow);
    });
    observer.observe({ entryTypes: ['gc'] });
  },
} as const;

/** `--semi-space-growth-factor` of V8, which reads it each time. */
const doubling = (isOn: boolean): void => setFlagsFromString(`--semi-space-growth-factor=${isOn ? 2 : 1}`);

const size = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;
