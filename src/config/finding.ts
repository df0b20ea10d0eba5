import { type ConfigCode } from './codes.ts';

/** The way to a value in the file: keys and places in lists. */
export type Path = readonly (string | number)[];

/** A problem before it has a line and a column. `offset` is where in the text at `path` it is, from 0. */
export interface Finding {
  readonly code: ConfigCode;
  readonly path: Path;
  readonly message: string;
  readonly at?: 'key' | 'value';
  readonly offset?: number;
  readonly severity?: 'warning';
}

/** "notify[0].on.push.branches"; a very long key is cut. */
export const renderPath = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    const key = step.length <= 60 ? step : `${step.slice(0, 59)}…`;
    return text === '' ? key : `${text}.${key}`;
  }, '');

export const valueAt = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((found, step) => {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    return (found as Readonly<Record<string | number, unknown>>)[step];
  }, value);

/** How a message shows a text of the file. */
export type Show = (text: string) => string;

export const openly: Show = (text) => text;

/** For files in which somebody may write a secret where it does not belong: nothing of them is repeated. */
export const discreetly: Show = () => '…';

/** A value as a message names it. */
export const describeValue = (value: unknown, show: Show = openly): string => {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object') return 'a mapping of keys';
  if (typeof value === 'string') return quote(show(value));
  if (typeof value === 'number') return `the number ${show(String(value))}`;
  return value === true ? 'true' : 'false';
};

export const quote = (text: string): string =>
  JSON.stringify(text.length <= 60 ? text : `${text.slice(0, 59)}…`);

export const listing = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
