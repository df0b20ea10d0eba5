export const MAX_COALESCE_MS = 3_600_000;

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/** "30s", "5m", "1h" in milliseconds; the schema has checked its form. */
export const readDuration = (text: string): number =>
  Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? 0);
