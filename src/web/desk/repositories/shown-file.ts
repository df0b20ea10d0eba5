import { readDocument } from '../../../config/document.ts';
import { nameKey } from '../../../core/repository.ts';

/** A config file as somebody may read it. `show` does the same to what is said of the file. */
export interface ShownFile {
  readonly text: string;
  readonly isVeiled: boolean;
  readonly show: (text: string) => string;
}

/**
 * Whoever may read a file could read in it the names of repositories that are not for them. In each place that names one,
 * those get a stand-in, so that the rest still reads, and works, as it did: all that are not to be read alike, whether we
 * know them or not, or anybody could learn by writing a name what there is.
 */
export const shownFile = (text: string, mayRead: (fullName: string) => boolean): ShownFile => {
  const hidden = [...new Set(namesIn(text).map(nameKey))].filter((name) => !mayRead(name));
  const standIns = new Map(hidden.map((name, at) => [name, `hidden/repository-${at + 1}`]));
  const show = (said: string): string =>
    standIns.size === 0 ? said : said.replace(NAMES, (found) => withStandIn(found, standIns));
  return { text: show(text), isVeiled: standIns.size > 0, show };
};

/** A full stop may end a name, or the sentence in which it stands. */
const withStandIn = (found: string, standIns: ReadonlyMap<string, string>): string => {
  const whole = standIns.get(nameKey(found));
  if (whole !== undefined) return whole;
  const name = found.replace(/\.+$/, '');
  const standIn = standIns.get(nameKey(name));
  return standIn === undefined ? found : standIn + found.slice(name.length);
};

const NAMES = /[\w.-]+\/[\w.-]+/g;
const NAME = /^[\w.-]+\/[\w.-]+$/;

/** Where a file names repositories: `hub`, `from` and `to`. Of what is not YAML, each line that could be such a place. */
const namesIn = (text: string): readonly string[] => {
  const read = readDocument(text);
  if ('problems' in read)
    return text
      .split('\n')
      .filter((line) => /\b(?:hub|from|to)\b|^\s*-|^\s*[[\]{},'"]/.test(line))
      .flatMap((line) => line.match(NAMES) ?? []);
  return textsUnder(read.value, false)
    .map((name) => name.replace(/^!/, ''))
    .filter((name) => NAME.test(name));
};

const NAMING: ReadonlySet<string> = new Set(['hub', 'from', 'to']);

const textsUnder = (value: unknown, isNaming: boolean): readonly string[] => {
  if (typeof value === 'string') return isNaming ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => textsUnder(item, isNaming));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsUnder(item, NAMING.has(key)));
};
