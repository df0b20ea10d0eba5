const TEXT = JSON.stringify(
  Array.from({ length: 2_000 }, (_, n) => ({ n, text: `line ${n}`, list: [n, n + 1] })),
);

/** What the work below took, in CPU milliseconds, where the limits were set. */
const REFERENCE = 14;

const work = (): void => {
  for (let round = 0; round < 10; round += 1)
    JSON.stringify(JSON.parse(TEXT)).replace(/line (\d+)/g, (_, digits: string) => digits);
};

const measure = (): number => {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

/**
 * How many times slower this machine is than the one on which the limits were set, and at least 1: milliseconds
 * mean nothing without the machine.
 */
export const slowness = (): number =>
  Math.max(1, Math.min(...Array.from({ length: 5 }, measure)) / REFERENCE);
