import { stripVTControlCharacters } from 'node:util';
import { printable } from '../core/printable.ts';
import { createAsk } from './ask.ts';

/** Where a command writes; tests give their own. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Characters in a line; `undefined` where nobody is looking, and nothing need be cut. */
  readonly width?: number | undefined;
  /** Whether it shows colours, and whoever sits there wants them. */
  readonly hasColour?: boolean | undefined;
  /** Asks whoever sits there, and gives what they typed, '' where they went away; `undefined` where nobody does. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** How far long work is, in place of what it said before; '' when it is done. `undefined` where nobody looks. */
  readonly progress?: ((text: string) => void) | undefined;
  /** What is piped in; `undefined` where nothing is. */
  readonly input?: AsyncIterable<Uint8Array> | undefined;
}

export const PROCESS_TERMINAL: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  err: (text) => void process.stderr.write(`${text}\n`),
  /** A terminal that was never told its size says 0. */
  get width() {
    return process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : undefined;
  },
  /** Node reads NO_COLOR, FORCE_COLOR, TERM and what the terminal can. https://no-color.org */
  get hasColour() {
    return process.stdout.isTTY && process.stdout.hasColors();
  },
  get ask() {
    return process.stdin.isTTY && process.stderr.isTTY ? ask : undefined;
  },
  get progress() {
    return process.stderr.isTTY ? showProgress : undefined;
  },
  get input() {
    return process.stdin.isTTY ? undefined : process.stdin;
  },
};

/** On stderr, so that what a program reads from stdout is clean. */
const ask = createAsk(process.stdin, process.stderr);

/** Goes back to the beginning of the line, and wipes what is left of the last text. */
const showProgress = (text: string): void => void process.stderr.write(`\r${text}\u001b[K`);

/** Whether who was asked agreed; anything unclear is a no. */
export const isYes = (answer: string): boolean => /^\s*y(es)?\s*$/i.test(answer);

export type Cell = string | number | undefined;

/** Colours a piece of a row; called for each cell, with the spaces after it. */
export type Paint = (piece: string, row: number, column: number) => string;

/** Rows under their headings, columns as wide as they must be, lines cut at the terminal's width. */
export const renderTable = (
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  width?: number,
  paint: Paint = (piece) => piece,
): string => {
  const cells = [headings, ...rows.map((row) => row.map((cell) => printable(String(cell ?? ''))))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => (width !== undefined && line.length > width ? `${line.slice(0, width - 1)}…` : line))
    .map((line, row) =>
      row === 0 ? line : painted(line, widths, (piece, column) => paint(piece, row - 1, column)),
    )
    .join('\n');
};

const painted = (
  line: string,
  widths: readonly number[],
  paint: (piece: string, column: number) => string,
): string => {
  let from = 0;
  return widths
    .map((width, column) => {
      const piece = line.slice(from, from + width + 2);
      from += width + 2;
      return piece === '' ? '' : paint(piece, column);
    })
    .join('');
};

/** Cut between words into lines that fit, each as far in as the first. */
export const wrapped = (line: string, width?: number): string => {
  if (width === undefined || stripVTControlCharacters(line).length <= width || line.includes('\n'))
    return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  for (const word of line.trimStart().split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? undefined : `${last} ${word}`;
    if (longer !== undefined && stripVTControlCharacters(longer).length <= width) lines.splice(-1, 1, longer);
    else lines.push(indent + word);
  }
  return lines.join('\n');
};

/** UTC to the second: "2026-11-23 19:27:15Z". */
export const renderTime = (time: number): string =>
  new Date(time)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
