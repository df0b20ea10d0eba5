import { parseRange, type Range } from '../core/address.ts';
import { parseDuration, renderDuration } from '../core/duration.ts';
import { type Environment, type Report } from './problem.ts';
import { readTextFile } from './read-text-file.ts';

export const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/;

/** Nobody on the way can read what goes there. */
export const isSafeUrl = (text: string): boolean => {
  const url = URL.parse(text);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
};

/** Milliseconds, both inclusive. */
interface DurationLimits {
  readonly least: number;
  readonly most: number;
}

/** Reads variables by their kinds. What is wrong is reported, and its fallback taken; an empty one is not set. */
export const createVariables = (env: Environment, report: Report) => {
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;

  return {
    text,
    oneOf: <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
      const found = text(name);
      if (found === undefined) return fallback;
      const known = allowed.find((value) => value === found);
      if (known === undefined) report(name, found, `use one of: ${allowed.join(', ')}`);
      return known ?? fallback;
    },
    /** Itself, or from the file that `<name>_FILE` names. */
    secret: (name: string): string | undefined => {
      const path = text(`${name}_FILE`);
      if (path === undefined) return text(name);
      if (text(name) !== undefined) report(name, `also set by ${name}_FILE`, 'keep one of the two');
      const content = readSecretFile(path);
      if ('problem' in content) report(`${name}_FILE`, path, content.problem);
      return 'text' in content ? content.text : undefined;
    },
    whole: (name: string, least: number, most: number, fallback: number): number => {
      const found = text(name) ?? String(fallback);
      const value = Number(found);
      if (Number.isInteger(value) && value >= least && value <= most) return value;
      report(name, found, `use a whole number from ${least} to ${most}`);
      return fallback;
    },
    url: (name: string): string | undefined => {
      const found = text(name);
      if (found === undefined) return undefined;
      if (!isSafeUrl(found)) report(name, found, 'use an https:// URL');
      return found;
    },
    /** A comma between each two. */
    ranges: (name: string): readonly Range[] => {
      const found = text(name)?.split(',') ?? [];
      const ranges = found.map((each) => parseRange(each.trim()));
      const good = ranges.filter((range) => range !== undefined);
      if (good.length < ranges.length) {
        report(
          name,
          found.join(),
          'use addresses or ranges with commas between them, such as 10.0.0.0/8,::1',
        );
      }
      return good;
    },
    /** In milliseconds. */
    duration: (name: string, limits: DurationLimits, fallback: number): number => {
      const found = text(name);
      if (found === undefined) return fallback;
      const value = durationWithin(found, limits);
      if (value === undefined) report(name, found, `use a duration ${rangeOf(limits)}, such as 12h or 30d`);
      return value ?? fallback;
    },
    /** A comma between each two; in milliseconds. */
    durations: (
      name: string,
      limits: DurationLimits & { readonly count: number },
      fallback: readonly number[],
    ): readonly number[] => {
      const found = text(name);
      if (found === undefined) return fallback;
      const values = found.split(',').map((each) => durationWithin(each.trim(), limits));
      const good = values.filter((value) => value !== undefined);
      if (good.length === values.length && values.length <= limits.count) return good;
      report(name, found, `use 1 to ${limits.count} durations ${rangeOf(limits)}, such as 5s,30s,2m,1h`);
      return fallback;
    },
  };
};

export type Variables = ReturnType<typeof createVariables>;

const durationWithin = (text: string, { least, most }: DurationLimits): number | undefined => {
  const value = parseDuration(text);
  return value !== undefined && value >= least && value <= most ? value : undefined;
};

const rangeOf = ({ least, most }: DurationLimits): string =>
  `from ${renderDuration(least)} to ${renderDuration(most)}`;

/** A secret in a file of its own, as vaults and Docker mount them; the line break at its end is not part of it. */
const readSecretFile = (path: string): { text: string } | { problem: string } => {
  const content = readTextFile(path);
  if ('problem' in content) return content;
  const text = content.text.trim();
  return text === '' ? { problem: 'the file is empty' } : { text };
};
