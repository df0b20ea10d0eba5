import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../core/duration.ts';
import { MOMENT_FORMS, readMoment } from '../core/moment.ts';
import { isSafeUrl } from '../settings/variables.ts';
import { EVENT_NAMES, isEventName } from '../core/event.ts';

/** `owner/name` */
export const readName = (text: string): string => {
  if (!/^[\w.-]+\/[\w.-]+$/.test(text)) throw new InvalidArgumentError('write it as owner/name');
  return text;
};

/** A comma between each two. */
export const readEventNames = (text: string): readonly string[] => {
  const names = text.split(',').map((name) => name.trim());
  if (names.every(isEventName)) return [...new Set(names)];
  throw new InvalidArgumentError(`use some of ${EVENT_NAMES.join(',')}, with commas between them`);
};

/** A comma between each two. */
export const readPatterns = (text: string): readonly string[] => {
  const patterns = text.split(',').map((pattern) => pattern.trim());
  if (patterns.includes('')) throw new InvalidArgumentError('write patterns with commas between them');
  return patterns;
};

/** The origin of an address. */
export const readServer = (text: string): string => {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw new InvalidArgumentError('write an address without a path, such as https://relay.example.com');
};

export const readId = (text: string): number => {
  const id = Number(text);
  if (!Number.isSafeInteger(id) || id < 1) throw new InvalidArgumentError('use the number that GitHub shows');
  return id;
};

/** In milliseconds since 1970. */
export const readTime = (text: string): number => {
  const time = readMoment(text, Date.now());
  if (time === undefined) throw new InvalidArgumentError(`use ${MOMENT_FORMS}`);
  return time;
};

export const readAnyCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('use a whole number from 1');
  return count;
};

/** For an option that may be repeated; it begins with none. */
export const collect = (value: string, earlier: readonly string[]): readonly string[] => [...earlier, value];

/** Repositories, with commas between them, or by an option for each; an empty text is kept. */
export const collectRepositories = (value: string, earlier: readonly string[]): readonly string[] => [
  ...earlier,
  ...value.split(',').map((name) => name.trim()),
];

/** In milliseconds. */
export const readDuration = (text: string): number => {
  const duration = parseDuration(text);
  if (duration === undefined || duration === 0)
    throw new InvalidArgumentError('use a duration, such as 50s or 5m');
  return duration;
};

/** How many of something are shown. */
export const readCount = (text: string): number => {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw new InvalidArgumentError('use a whole number from 1 to 1000');
  }
  return count;
};

/** Over which nobody can read along. */
export const readUrl = (text: string): string => {
  if (!isSafeUrl(text)) throw new InvalidArgumentError('use an https:// URL');
  return text;
};
