import { type Document, isScalar, visit } from 'yaml';
import { type ConfigCode } from './codes.ts';
import { quote } from './finding.ts';
import { quotingHint } from './yaml-quoting.ts';

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
  document: Document,
  text: string,
  maxAliases: number,
): readonly YamlFinding[] => {
  const errors = [
    ...[...document.errors, ...document.warnings].map(({ code, message, pos }): YamlError => ({
      code,
      message,
      offset: Math.min(pos[0], text.length),
    })),
    ...aliasErrors(document, maxAliases),
    ...duplicateKeys(document),
  ].sort((a, b) => a.offset - b.offset);
  const lines = new Set<number>();
  const isFirstOfLine = (offset: number): boolean => {
    const line = text.lastIndexOf('\n', offset - 1);
    return lines.size < lines.add(line).size;
  };
  const firstOther = errors.find(({ code }) => !LOCAL.has(code));
  return errors
    .filter((error) => LOCAL.has(error.code) || error === firstOther)
    .filter((error) => firstOther === undefined || error.offset <= firstOther.offset)
    .filter(({ offset }) => isFirstOfLine(offset))
    .map((error) => explain(error, document, text));
};

interface YamlError {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

const aliasErrors = (document: Document, maxAliases: number): readonly YamlError[] => {
  const errors: YamlError[] = [];
  let count = 0;
  visit(document, {
    Alias: (_, alias) => {
      const offset = alias.range?.[0] ?? 0;
      count += 1;
      if (count > maxAliases) {
        errors.push({ code: 'RESOURCE_EXHAUSTION', message: '', offset });
        return visit.BREAK;
      }
      if (alias.resolve(document) === undefined) errors.push({ code: 'UNKNOWN_ALIAS', message: '', offset });
      return undefined;
    },
  });
  return errors;
};

/** The library's own check compares each key with each other one, which takes seconds for a file of many keys. */
const duplicateKeys = (document: Document): readonly YamlError[] => {
  const errors: YamlError[] = [];
  visit(document, {
    Map: (_, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value))
          errors.push({ code: 'DUPLICATE_KEY', message: '', offset: key.range?.[0] ?? 0 });
        seen.add(key.value);
      }
    },
  });
  return errors;
};

const explain = (error: YamlError, document: Document, text: string): YamlFinding => {
  const { code, message } = error;
  if (code === 'RESOURCE_EXHAUSTION') return { ...resourceProblem, offset: error.offset };
  if (code === 'DUPLICATE_KEY') {
    const key = /^["']?([^"':]*)/.exec(text.slice(error.offset, error.offset + 100))?.[1] ?? '';
    return {
      code: 'config-duplicate-key',
      offset: error.offset,
      message: `the key ${quote(key)} stands twice here; keep one of them`,
    };
  }
  if (message.startsWith('Missing closing'))
    return {
      code: 'config-yaml',
      offset: lastQuoted(document) ?? error.offset,
      message: 'the quotes that open here are never closed',
    };
  const hint = quotingHint(text, error.offset, code);
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

const lastQuoted = (document: Document): number | undefined => {
  let offset: number | undefined;
  visit(document, {
    Scalar: (_, scalar) => {
      if (scalar.type?.startsWith('QUOTE') === true) offset = scalar.range?.[0];
    },
  });
  return offset;
};
