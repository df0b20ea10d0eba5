import { printable } from './printable.ts';

/**
 * A stranger's text in GitHub's Markdown: a code span, in which nothing is a link, an image or a mention of somebody, on
 * one line, and also inside a table. https://github.github.com/gfm/#code-spans
 */
export const code = (text: string): string => {
  const shown = clip(printable(text.replaceAll(/\s+/g, ' ')), LONGEST_SPAN);
  if (shown.trim() === '') return '';
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const room = /^`|`$|^ .* $/.test(shown) ? ' ' : '';
  return `${fence}${room}${withoutBars(shown)}${room}${fence}`;
};

/**
 * A table takes a bar for the end of a cell, also in a code span, unless a backslash stands before it. Of one that has a
 * backslash already no two readers think the same. https://github.github.com/gfm/#example-200
 */
const withoutBars = (text: string): string => text.replaceAll('\\|', '\\\\u007c').replaceAll('|', '\\|');

/** Longer ones are somebody's attempt to hide the rest. */
const LONGEST_SPAN = 300;

/** The cells are Markdown already. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** The parts that say something, with an empty line between. */
export const paragraphs = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n');

/** At most so many characters, and never half of one. */
export const clip = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;

/**
 * Markdown of at most so many bytes in UTF-8. Where it is cut, whole lines: half a row of a table is none, and what a
 * stranger wrote in half a code span would come to life.
 */
export const clipBytes = (text: string, bytes: number): string => {
  if (Buffer.byteLength(text) <= bytes) return text;
  const room = bytes - Buffer.byteLength(CUT);
  let cut = Buffer.from(text).subarray(0, room).toString('utf8');
  while (Buffer.byteLength(cut) > room || cut.endsWith('\uFFFD')) cut = cut.slice(0, -1);
  const end = cut.lastIndexOf('\n');
  return `${cut.slice(0, Math.max(0, end))}${CUT}`;
};

const CUT = '\n\n…';

/** "2026-11-23 19:27:15 UTC", of milliseconds since 1970. */
export const time = (at: number): string =>
  `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/** "42 s", "3 min 5 s", "2 h 10 min": as long as a run of a workflow takes. Milliseconds. */
export const span = (milliseconds: number): string => {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${rest} s` : `${rest} s`;
};
