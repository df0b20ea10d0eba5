import { printable } from '../../core/printable.ts';
import { type ComparedFile } from './write-files.ts';

/** A new file whole; of one that is there, what would go and what would come in its place. */
export const renderChange = ({ path, text, before }: ComparedFile): string => {
  const after = linesOf(text);
  if (before === undefined) return [`${path}, a new file:`, ...after.map((line) => `  ${line}`)].join('\n');
  const old = linesOf(before);
  const start = sameAtStart(old, after);
  const end = sameAtStart(old.slice(start).reverse(), after.slice(start).reverse());
  return [
    `${path}, from line ${start + 1}:`,
    ...old.slice(start, old.length - end).map((line) => `- ${printable(line)}`),
    ...after.slice(start, after.length - end).map((line) => `+ ${line}`),
  ].join('\n');
};

const linesOf = (text: string): readonly string[] => text.replace(/\n$/, '').split('\n');

const sameAtStart = (one: readonly string[], other: readonly string[]): number => {
  const first = one.findIndex((line, index) => line !== other[index]);
  return first === -1 ? Math.min(one.length, other.length) : first;
};
