import { type Show } from './finding.ts';

/** Characters that YAML gives a meaning of its own at the start of a value, and that patterns and conditions begin with. */
const SPECIAL = '*!@`%&';

/** "  - key: value" up to where its value begins. */
const VALUE_START = /^\s*(?:- +)*(?:(?:"[^"]*"|'[^']*'|[^\s:'"[{#]+) *: +)?/;

export interface QuotingHint {
  readonly offset: number;
  readonly message: string;
}

/**
 * Nearly every YAML mistake in such a file is a value that lacks its quotes. Looks at the character of the mistake,
 * then at how the value on its line begins.
 */
export const quotingHint = (
  text: string,
  offset: number,
  code: string,
  show: Show,
): QuotingHint | undefined => {
  if (code === 'TAB_AS_INDENT') return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd === -1 ? text.length : lineEnd).trimEnd();
  const valueAt = VALUE_START.exec(line)?.[0].length ?? 0;
  const value = line.slice(valueAt);
  const first = value.slice(0, 1);
  if (first !== '' && SPECIAL.includes(first) && !value.startsWith('!!'))
    return { offset: lineStart + valueAt, message: beginsWith(first, show(value.replace(/ +#.*$/, ''))) };
  if (/^\[[^\][\s,]*\][^\s,#]/.test(value))
    return { offset: lineStart + valueAt, message: beginsWith('[', show(value)) };
  const here = text.slice(offset, offset + 1);
  if (here !== '' && SPECIAL.includes(here) && !text.startsWith('!!', offset)) {
    const word = /^[^\s,\]}]*/.exec(text.slice(offset))?.[0] ?? here;
    return { offset, message: beginsWith(here, show(word)) };
  }
  if (first !== '[' && first !== '{') return undefined;
  if (value.includes('${{'))
    return { offset, message: "inside [ ] or { } an expression must stand in quotes: '${{ … }}'" };
  if (/\[.*\[|\][^\s,\]}]/.test(value))
    return { offset, message: "a pattern with [ or ] must stand in quotes here: 'v[0-9]'" };
  return undefined;
};

const beginsWith = (character: string, value: string): string =>
  `a value that begins with ${character} must stand in quotes: '${value.slice(0, 80).replaceAll("'", "''")}'`;
