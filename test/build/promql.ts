/** A metric that a query names, with the labels that must have a certain value. */
export interface Selected {
  readonly metric: string;
  readonly equal: Readonly<Record<string, string>>;
}

/** https://prometheus.io/docs/prometheus/latest/querying/basics/ : strings, ranges, words, selectors, all else. */
const TOKEN =
  /(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)|(?<range>\[[^\]]*\])|(?<labels>\{(?:"(?:[^"\\]|\\.)*"|[^}"])*\})|(?<number>\d[\w.]*)|(?<word>[A-Za-z_:][\w:]*)|(?<sign>\S)/g;
const KEYWORDS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan']);
/** What these are followed by in parentheses are labels. */
const GROUPINGS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);

/** A tokenizer is enough: a word that no parenthesis follows, and that is no keyword and no label, is a metric. */
export const selectedBy = (query: string): readonly Selected[] => {
  const tokens = [...query.matchAll(TOKEN)].map(({ groups }) => groups!);
  const found: Selected[] = [];
  let inGrouping = false;
  tokens.forEach(({ word, sign }, place) => {
    const isCall = isCallAt(tokens, place);
    const next = tokens[place + 1];
    const before = tokens[place - 1]?.word?.toLowerCase() ?? '';
    if (sign === '(' && GROUPINGS.has(before)) inGrouping = true;
    if (sign === ')') inGrouping = false;
    if (word === undefined || inGrouping || isCall) return;
    if (KEYWORDS.has(word.toLowerCase()) || GROUPINGS.has(word.toLowerCase())) return;
    const pairs = [...(next?.labels ?? '').matchAll(/(\w+)\s*=\s*"([^"]*)"/g)];
    found.push({ metric: word, equal: Object.fromEntries(pairs.map(([, name, value]) => [name!, value!])) });
  });
  return found;
};

/** `sum (…)`, and `sum by (…) (…)`. */
const isCallAt = (tokens: readonly Record<string, string | undefined>[], place: number): boolean => {
  const next = tokens[place + 1];
  return next?.sign === '(' || next?.word === 'by' || next?.word === 'without';
};
