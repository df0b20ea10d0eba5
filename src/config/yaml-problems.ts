import { isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import { type ConfigCode } from './codes.ts';
import { quote, type Show } from './finding.ts';
import { MAX_PROBLEMS } from './problems.ts';
import { quotingHint } from './yaml-quoting.ts';
import { type YamlError, type YamlStop, type YamlStream } from './yaml-stream.ts';
import { MAX_LEVELS, MAX_PIECES } from './document-limits.ts';

/** `offset` counts from 0 in the text. */
export interface YamlFinding {
  readonly code: ConfigCode;
  readonly offset: number;
  readonly message: string;
}

export const resourceProblem: YamlFinding = {
  code: 'config-limit',
  offset: 0,
  message: 'the file is nested too deeply, or repeats itself too often by aliases; write it flatter',
};

export const stopProblem = ({ stop, offset }: YamlStop): YamlFinding => ({
  code: 'config-limit',
  offset,
  message:
    stop === 'levels'
      ? `the file is nested more than ${MAX_LEVELS} levels deep; write it flatter`
      : `the file has more than ${MAX_PIECES} words and signs up to here; say with patterns and lists what is said many times`,
});

/** What goes wrong at one place only; after any other mistake the rest of the file is guesswork. */
const LOCAL = new Set([
  'DUPLICATE_KEY',
  'TAB_AS_INDENT',
  'BAD_SCALAR_START',
  'TAG_RESOLVE_FAILED',
  'UNKNOWN_ALIAS',
]);

/** YAML's own problems in sentences: every local one, and the first of the others; one a line. */
export const findYamlProblems = (
  { document, errors: found }: YamlStream,
  text: string,
  maxAliases: number,
  show: Show,
): readonly YamlFinding[] => {
  const seen = inspect(document.contents, maxAliases);
  const errors = [...found, ...seen.errors]
    .map((error) => ({ ...error, offset: Math.min(error.offset, text.length) }))
    .sort((a, b) => a.offset - b.offset);
  const firstOther = errors.find(({ code }) => !LOCAL.has(code));
  const shown = errors
    .filter((error) => LOCAL.has(error.code) || error === firstOther)
    .filter((error) => firstOther === undefined || error.offset <= firstOther.offset);
  return firstOfLines(shown, text)
    .slice(0, MAX_PROBLEMS)
    .map((error) => explain(error, seen.lastQuoted, text, show));
};

/** Of errors in their order, the first of each line. */
const firstOfLines = (errors: readonly YamlError[], text: string): readonly YamlError[] => {
  let lineEnd = -1;
  return errors.filter(({ offset }) => {
    if (offset <= lineEnd) return false;
    const next = text.indexOf('\n', offset);
    lineEnd = next === -1 ? text.length : next;
    return true;
  });
};

interface Inspected {
  readonly errors: readonly YamlError[];
  /** Where the last text in quotes begins. */
  readonly lastQuoted?: number;
}

/**
 * What the library leaves to whoever uses the values, or does in quadratic time: aliases of nothing, too many of them,
 * and keys that stand twice.
 */
const inspect = (contents: Node | null, maxAliases: number): Inspected => {
  const errors: YamlError[] = [];
  const anchors = new Set<string>();
  let lastQuoted: number | undefined;
  let aliases = 0;
  const report = (code: string, { range }: Node): void => {
    errors.push({ code, message: '', offset: range?.[0] ?? 0 });
  };
  const look = (node: unknown): void => {
    if (!isNode(node)) return;
    if (isAlias(node)) {
      aliases += 1;
      if (aliases === maxAliases + 1) report('RESOURCE_EXHAUSTION', node);
      else if (!anchors.has(node.source)) report('UNKNOWN_ALIAS', node);
      return;
    }
    if (node.anchor !== undefined) anchors.add(node.anchor);
    if (isScalar(node) && node.type?.startsWith('QUOTE') === true) lastQuoted = node.range?.[0];
    if (isSeq(node)) node.items.forEach(look);
    if (!isMap<Node, Node | null>(node)) return;
    const keys = new Set<unknown>();
    for (const { key, value } of node.items) {
      if (isScalar(key)) {
        if (keys.has(key.value)) report('DUPLICATE_KEY', key);
        keys.add(key.value);
      }
      look(key);
      look(value);
    }
  };
  look(contents);
  return { errors, ...(lastQuoted !== undefined && { lastQuoted }) };
};

const explain = (error: YamlError, lastQuoted: number | undefined, text: string, show: Show): YamlFinding => {
  const { code, message } = error;
  if (code === 'RESOURCE_EXHAUSTION') return { ...resourceProblem, offset: error.offset };
  if (code === 'DUPLICATE_KEY') {
    const key = /^["']?([^"':]*)/.exec(text.slice(error.offset, error.offset + 100))?.[1] ?? '';
    return {
      code: 'config-duplicate-key',
      offset: error.offset,
      message: `the key ${quote(show(key))} stands twice here; keep one of them`,
    };
  }
  if (message.startsWith('Missing closing'))
    return {
      code: 'config-yaml',
      offset: lastQuoted ?? error.offset,
      message: 'the quotes that open here are never closed',
    };
  const hint = quotingHint(text, error.offset, code, show);
  if (hint !== undefined) return { code: 'config-yaml', ...hint };
  return { code: 'config-yaml', offset: error.offset, message: sentenceFor(code, message) };
};

const SENTENCES: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'the line is indented with a tab; YAML wants spaces',
  BAD_INDENT: 'the indentation fits no line above; the keys of one mapping begin in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " stands on this line; put the whole value in quotes',
  MULTILINE_IMPLICIT_KEY: 'a key must be followed by ":" on the same line',
  MULTIPLE_DOCS: 'the file holds more than one document; "---" may stand only once, at its beginning',
  NON_STRING_KEY: 'a key must be a plain text',
  BAD_DQ_ESCAPE: 'there is no such escape in double quotes; write \\\\ for a backslash, or use single quotes',
  TAG_RESOLVE_FAILED: 'tags such as !!binary are not supported; remove it, or put the whole value in quotes',
};

const sentenceFor = (code: string, message: string): string =>
  message.startsWith('Flow ')
    ? 'a "[" or "{" that was opened before is not closed; close it, and indent what is inside'
    : (SENTENCES[code] ?? 'this is not YAML; check the indentation, the colons and the quotes here');
