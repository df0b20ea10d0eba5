/** In milliseconds. */
export const HOUR = 3_600_000;

/** The beginning of the hour of a time; both in milliseconds since 1970. */
export const hourOf = (at: number): number => Math.floor(at / HOUR) * HOUR;
