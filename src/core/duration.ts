/** From the longest; milliseconds. */
const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000, ms: 1 } as const;

/** "250ms", "30s", "5m", "1h", "7d" in milliseconds; `undefined` for anything else, and for what is longer than 9 digits. */
export const parseDuration = (text: string): number | undefined => {
  const [, digits, unit] = /^([0-9]{1,9})(ms|[smhd])$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(digits) * UNITS[unit as keyof typeof UNITS];
};

/** The shortest that `parseDuration` reads back as the same: 90000 is "90s", 120000 is "2m". Whole milliseconds from 0. */
export const renderDuration = (milliseconds: number): string => {
  const units = Object.entries(UNITS);
  const [unit, length] = units.find(([, each]) => milliseconds % each === 0) ?? ['ms', 1];
  return milliseconds === 0 ? '0s' : `${milliseconds / length}${unit}`;
};
