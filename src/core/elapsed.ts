/** Times and lengths of time are milliseconds. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long, as one reads it: "640 ms", "2.4 s", "38 s", "5 min", "3 h", "12 days". */
export const lengthOf = (duration: number): string => {
  if (duration < SECOND) return `${Math.round(duration)} ms`;
  if (duration < 10 * SECOND) return `${Math.floor(duration / 100) / 10} s`;
  if (duration < MINUTE) return `${Math.floor(duration / SECOND)} s`;
  if (duration < 2 * HOUR) return `${Math.floor(duration / MINUTE)} min`;
  if (duration < 2 * DAY) return `${Math.floor(duration / HOUR)} h`;
  return `${Math.floor(duration / DAY)} days`;
};

/** "just now", "5 min ago", "in 3 h". */
export const relativeTime = (at: number, now: number): string => {
  const distance = Math.abs(now - at);
  if (distance < SECOND) return 'just now';
  const length = lengthOf(distance < MINUTE ? Math.floor(distance / SECOND) * SECOND : distance);
  return at <= now ? `${length} ago` : `in ${length}`;
};
