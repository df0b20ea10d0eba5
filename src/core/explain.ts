import { type Verdict } from './verdict.ts';

/** A verdict as an indented tree, one rule a line: the same for the command line, the log and the pages. */
export const renderVerdict = (verdict: Verdict, indent = ''): string => {
  const line = `${indent}${verdict.passed ? '✓' : '✗'} ${verdict.rule}: ${printable(verdict.reason)}`;
  return [line, ...(verdict.parts ?? []).map((part) => renderVerdict(part, `${indent}  `))].join('\n');
};

/** Any value, as JSON of the same meaning; on one line, or indented. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).split('\n').map(printable).join('\n');

/**
 * A stranger's text on a terminal: control characters (which move the cursor or rewrite the title) and marks that
 * turn the reading direction around are shown by their code, never sent. https://trojansource.codes
 */
export const printable = (text: string): string =>
  text.replaceAll(
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
