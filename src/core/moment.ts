import { parseDuration } from './duration.ts';

/** What `readMoment` takes, for whoever has to tell a person. */
export const MOMENT_FORMS =
  'a time such as 2026-11-23 or 2026-11-23T19:27:15Z, or how long ago it is, such as 90m, 3h or 7d';

/**
 * A moment as a person names it, in milliseconds since 1970: ISO 8601 (a day, or a day and a time, with "T" or a space, in
 * UTC where no offset is given, as all times that we print), or a duration before `now`. `undefined` where it is neither.
 */
export const readMoment = (text: string, now: number): number | undefined => {
  const ago = parseDuration(text);
  if (ago !== undefined) return Math.max(0, now - ago);
  const [, day, time = '00:00', offset = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  // Date.parse takes 30 February for 2 March.
  if (day === undefined || !isDay(day)) return undefined;
  const found = Date.parse(`${day}T${time}${offset}`);
  return Number.isNaN(found) ? undefined : found;
};

const isDay = (day: string): boolean => {
  const midnight = Date.parse(day);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
};
