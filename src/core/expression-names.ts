import { type Token, TokenType } from '@actions/expressions/lexer';
import { closingBraces } from './expression.ts';
import { offsetsOf, readTokens } from './expression-syntax.ts';

/**
 * What an expression of a workflow names: a function by its name, or a context with the keys that are fixed
 * (`github.event['action']` is github, event, action). `start` and `end` count from 0 in the source.
 */
export interface ExpressionName {
  readonly kind: 'context' | 'function';
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
}

/** All that an expression names, whether or not it is available to routes; `undefined` where it can't be read. */
export const namesIn = (source: string): readonly ExpressionName[] | undefined => {
  const tokens = readTokens(source);
  if ('problem' in tokens) return undefined;
  const offsets = offsetsOf(source, tokens);
  return tokens.flatMap((token, index): readonly ExpressionName[] => {
    if (token.type !== TokenType.IDENTIFIER || tokens[index - 1]?.type === TokenType.DOT) return [];
    const start = offsets[index] ?? 0;
    if (tokens[index + 1]?.type === TokenType.LEFT_PAREN)
      return [{ kind: 'function', path: [token.lexeme], start, end: start + token.lexeme.length }];
    const { keys, last } = fixedKeys(tokens, index);
    const end = (offsets[last] ?? 0) + (tokens[last]?.lexeme.length ?? 0);
    return [{ kind: 'context', path: [token.lexeme, ...keys], start, end }];
  });
};

/** `.key` and `['key']` as long as they follow; `last` is the token that they end with. */
const fixedKeys = (tokens: readonly Token[], from: number): { keys: readonly string[]; last: number } => {
  const keys: string[] = [];
  let last = from;
  for (;;) {
    const [first, second, third] = tokens.slice(last + 1, last + 4);
    if (first?.type === TokenType.DOT && second?.type === TokenType.IDENTIFIER) {
      keys.push(second.lexeme);
      last += 2;
    } else if (
      first?.type === TokenType.LEFT_BRACKET &&
      second?.type === TokenType.STRING &&
      third?.type === TokenType.RIGHT_BRACKET
    ) {
      keys.push(String(second.value ?? ''));
      last += 3;
    } else return { keys, last };
  }
};

/** A piece of a template: plain text, or the source of an expression; `start` counts from 0 in the text. */
export interface TemplatePiece {
  readonly kind: 'text' | 'expression';
  readonly text: string;
  readonly start: number;
}

/** A text cut at its `${{ }}`. One that is never closed is text, as what it was meant for is not known. */
export const splitTemplate = (text: string): readonly TemplatePiece[] => {
  const pieces: TemplatePiece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${{', at);
    const close = open === -1 ? -1 : closingBraces(text, open + 3);
    const end = close === -1 ? text.length : open;
    if (end > at) pieces.push({ kind: 'text', text: text.slice(at, end), start: at });
    if (close === -1) break;
    pieces.push({ kind: 'expression', text: text.slice(open + 3, close), start: open });
    at = close + 2;
  }
  return pieces;
};
