import { CST, Composer, type Document, Lexer, Parser } from 'yaml';
import { MAX_LEVELS, MAX_PIECES } from './document-limits.ts';

/** What the library complains of: its own code and words, and where in the text, from 0. */
export interface YamlError {
  readonly code: string;
  readonly message: string;
  readonly offset: number;
}

export interface YamlStream {
  readonly document: Document;
  readonly errors: readonly YamlError[];
}

/** A file that is not worth reading on. */
export interface YamlStop {
  readonly stop: 'pieces' | 'levels';
  readonly offset: number;
}

const OPTIONS = {
  schema: 'core',
  resolveKnownTags: false,
  merge: false,
  stringKeys: true,
  uniqueKeys: false,
  logLevel: 'error',
} as const;

/** How a piece changes the number of open brackets. One in a text is a part of a longer piece. */
const LEVELS: ReadonlyMap<string, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
  [CST.FLOW_END, -Infinity],
]);

type Source = number | readonly [number, ...unknown[]] | { readonly offset: number };

/**
 * As the library's `parseDocument`, but it counts on the way and stops in time, reads no second document, and makes no
 * `Error`, with its stack, of each of ten thousand mistakes.
 */
export const readStream = (text: string): YamlStream | YamlStop => {
  const errors: YamlError[] = [];
  const report = (source: Source, code: string, message: string): void => {
    errors.push({ code, message, offset: offsetOf(source) });
  };
  const parser = new Parser();
  const composer = new Composer(OPTIONS);
  // The library has no other way to be told of errors one by one.
  Object.assign(composer, { onError: report });
  let documents = 0;
  const take = (token: CST.Token): void => {
    documents += token.type === 'document' ? 1 : 0;
    if (documents > 1) report(token, 'MULTIPLE_DOCS', '');
    else if (token.type === 'error') report(token, 'UNEXPECTED_TOKEN', token.message);
    else if (token.type === 'doc-end' && documents === 0) report(token, 'UNEXPECTED_TOKEN', '');
    else composer.next(token).next();
  };
  let pieces = 0;
  let levels = 0;
  for (const piece of new Lexer().lex(text)) {
    pieces += 1;
    levels = Math.max(levels + (LEVELS.get(piece) ?? 0), 0);
    if (pieces > MAX_PIECES) return { stop: 'pieces', offset: parser.offset };
    if (levels > MAX_LEVELS + 1) return { stop: 'levels', offset: parser.offset };
    for (const token of parser.next(piece)) take(token);
    if (documents > 1) break;
  }
  if (documents < 2) for (const token of parser.end()) take(token);
  const [document] = composer.end(true, text.length);
  if (document === undefined) throw new Error('the library gives a document for every text');
  return { document, errors };
};

const offsetOf = (source: Source): number =>
  typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0];
