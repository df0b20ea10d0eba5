import { printable } from './printable.ts';
import { type Verdict } from './verdict.ts';

/** A verdict as an indented tree, one rule a line: the same for the command line, the log and the pages. */
export const renderVerdict = (verdict: Verdict, indent = ''): string => {
  const line = `${indent}${verdict.passed ? '✓' : '✗'} ${verdict.rule}: ${printable(verdict.reason)}`;
  return [line, ...(verdict.parts ?? []).map((part) => renderVerdict(part, `${indent}  `))].join('\n');
};
