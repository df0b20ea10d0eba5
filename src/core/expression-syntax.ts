import { ExpressionError, Lexer, Parser, type Expr } from '@actions/expressions';
import { MAX_EXPRESSION_LENGTH, MAX_PARSER_DEPTH } from '@actions/expressions/errors';
import { type Token, TokenType } from '@actions/expressions/lexer';
import { FUNCTION_NAMES, isFunction } from './expression-functions.ts';

/** One expression, ready to be evaluated; `source` is its text without the braces. */
export interface Expression {
  readonly source: string;
  readonly root: Expr;
}

/** `offset` counts from 0; `line` and `column` count from 1, all in the text that was given. */
export interface ExpressionProblem {
  readonly problem: string;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

export const problemAt = (text: string, offset: number, problem: string): ExpressionProblem => {
  const before = text.slice(0, offset).split('\n');
  return { problem, offset, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};

/** Reads the expression between `start` and `end` of a text, by GitHub's own lexer and parser. */
export const readExpression = (text: string, start: number, end: number): Expression | ExpressionProblem => {
  const source = text.slice(start, end);
  const fail = (offset: number, problem: string): ExpressionProblem =>
    problemAt(text, start + offset, problem);
  if (source.trim() === '') return fail(0, 'the expression is empty; write one, for example github.ref_name');
  if (source.length > MAX_EXPRESSION_LENGTH)
    return fail(0, `the expression has ${source.length} characters; ${MAX_EXPRESSION_LENGTH} are allowed`);
  const tokens = readTokens(source);
  if ('problem' in tokens) return fail(tokens.offset, tokens.problem);
  const offsets = offsetsOf(source, tokens);
  for (const [index, token] of tokens.entries()) {
    const problem = nameProblem(tokens, index);
    if (problem !== undefined && token.type === TokenType.IDENTIFIER)
      return fail(offsets[index] ?? 0, problem);
  }
  try {
    return { source: source.trim(), root: new Parser(tokens, ['github'], []).parse() };
  } catch (error) {
    const index =
      error instanceof ExpressionError ? tokens.findIndex(({ range }) => range.start === error.pos) : 0;
    return fail(offsets[index] ?? 0, parserProblem(error, tokens[index]?.lexeme ?? ''));
  }
};

export const readTokens = (
  source: string,
): Token[] | { readonly problem: string; readonly offset: number } => {
  try {
    return new Lexer(source).lex().tokens.map(unescapeQuotes);
  } catch (error) {
    const offset = lexerOffset(error, source);
    return { offset, problem: lexerProblem(source, offset) };
  }
};

/** The lexer turns only the first '' of a text into a quote. */
const unescapeQuotes = (token: Token): Token =>
  token.type === TokenType.STRING
    ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
    : token;

/** Its message ends in "Located at position 3 within expression: " and the whole source; it has no field for it. */
const lexerOffset = (error: unknown, source: string): number => {
  const message = error instanceof Error ? error.message : '';
  const upToPosition = message.slice(0, -` within expression: ${source}`.length);
  return Number(/\d+$/.exec(upToPosition)?.[0] ?? 1) - 1;
};

const lexerProblem = (source: string, offset: number): string => {
  const rest = source.slice(offset);
  if (rest.startsWith("'")) return 'the text that begins here is never closed by a single quote';
  if (rest.startsWith('"')) return "texts stand in single quotes here: 'like this'";
  if (rest.startsWith('${{')) return 'put the whole expression inside one pair of ${{ }}, or leave them out';
  const found = /^(?:\S[^\s()[\],.!<>=&|'"]*)/.exec(rest)?.[0] ?? rest.slice(0, 1);
  const hints: Readonly<Record<string, string>> = {
    '=': '; compare with ==',
    '&': '; write && for "and"',
    '|': '; write || for "or"',
  };
  return `"${found.slice(0, 40)}" has no meaning in an expression${hints[found.slice(0, 1)] ?? ''}`;
};

/** The lexer gives lines and columns that are wrong after a text with a line break, so they are counted again. */
export const offsetsOf = (source: string, tokens: readonly Token[]): readonly number[] => {
  let at = 0;
  return tokens.map(({ lexeme }) => {
    while (/[ \r\t\n]/.test(source[at] ?? '')) at += 1;
    const offset = at;
    at += lexeme.length;
    return offset;
  });
};

const OTHER_CONTEXTS = new Set(
  'env vars job jobs steps runner secrets strategy matrix needs inputs'.split(' '),
);
const STATUS_FUNCTIONS = new Set(['success', 'failure', 'always', 'cancelled', 'hashfiles']);

/** Checked here, not by the parser: it would take any property of a plain object for a function. */
const nameProblem = (tokens: readonly Token[], index: number): string | undefined => {
  const name = (tokens[index]?.lexeme ?? '').slice(0, 40);
  if (tokens[index - 1]?.type === TokenType.DOT) return undefined;
  const lower = name.toLowerCase();
  if (tokens[index + 1]?.type === TokenType.LEFT_PAREN) {
    if (isFunction(lower)) return undefined;
    const why = STATUS_FUNCTIONS.has(lower) ? 'belongs to the jobs of a workflow' : 'is not a function';
    return `${name}() ${why}; the functions here are ${FUNCTION_NAMES.join(', ')}`;
  }
  if (lower === 'github') return undefined;
  if (OTHER_CONTEXTS.has(lower)) return `${name} is not available here; only github is`;
  if (lower === 'event') return 'event is not known by itself; write github.event';
  return `${name} is not known; only github is available here, and texts stand in single quotes`;
};

const parserProblem = (error: unknown, found: string): string => {
  const lexeme = found.slice(0, 40);
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('Unexpected end')) return `the expression ends too early, after "${lexeme}"`;
  if (message.startsWith('Exceeded max expression depth'))
    return `the expression is nested more than ${MAX_PARSER_DEPTH} levels deep`;
  if (message.startsWith('Too few')) return `${lexeme}() needs more arguments`;
  if (message.startsWith('Too many')) return `${lexeme}() takes fewer arguments`;
  if (message.startsWith('Even number'))
    return `${lexeme}() takes pairs of condition and value, and one value at the end`;
  return lexeme === '' ? 'the expression ends too early' : `"${lexeme}" is not expected here`;
};
