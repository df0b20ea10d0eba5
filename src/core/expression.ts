import { data } from '@actions/expressions';
import { MAX_DEPTH, type Meter, OverBudget, TooLong, toJson } from './expression-data.ts';
import { evaluate } from './expression-evaluator.ts';
import { type Expression, type ExpressionProblem, problemAt, readExpression } from './expression-syntax.ts';
import { type GithubContext } from './github-context.ts';
import { type Json, isObject } from './json.ts';
import { type Verdict, fail, pass } from './verdict.ts';

export { type Expression, type ExpressionProblem } from './expression-syntax.ts';

/** GitHub takes no larger payload, so no larger value can be sent. */
export const MAX_RESULT_LENGTH = 65_535;

/**
 * One expression of GitHub Actions' language, with or without `${{ }}` around it, as in `if:`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
 */
export const compileExpression = (text: string): Expression | ExpressionProblem => {
  const start = text.search(/\S/);
  if (!text.startsWith('${{', Math.max(start, 0))) return readExpression(text, 0, text.length);
  const close = closingBraces(text, start + 3);
  if (close === -1) return problemAt(text, start, 'its "${{" is never closed by "}}"');
  // Actions takes such a condition for a text, and a text is always true.
  if (text.slice(close + 2).trim() !== '')
    return problemAt(
      text,
      close + 2,
      'put the whole expression inside one pair of ${{ }}, or leave them out',
    );
  return readExpression(text, start + 3, close);
};

/** A text with any number of `${{ }}` in it: its pieces in order. */
export type Template = readonly (string | Expression)[];

export const compileTemplate = (text: string): Template | ExpressionProblem => {
  const pieces: (string | Expression)[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('${{', at);
    const end = open === -1 ? text.length : open;
    if (end > at) pieces.push(text.slice(at, end));
    if (open === -1) return pieces;
    const close = closingBraces(text, open + 3);
    if (close === -1) return problemAt(text, open, 'its "${{" is never closed by "}}"');
    const expression = readExpression(text, open + 3, close);
    if ('problem' in expression) return expression;
    pieces.push(expression);
    at = close + 2;
  }
};

/** Where the next `}}` is that does not stand inside single quotes, or -1. */
export const closingBraces = (text: string, from: number): number => {
  let isQuoted = false;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text.startsWith('}}', at)) return at;
  }
  return -1;
};

/** `false`, `0`, `''` and `null` fail, all else passes; what can't be evaluated fails too, and says why. */
export const evaluateCondition = (expression: Expression, context: GithubContext): Verdict => {
  const shown = shorten(expression.source);
  const result = evaluate(expression, context);
  if ('problem' in result)
    return fail('if', `the condition ${shown} can't be evaluated: ${shorten(result.problem)}`);
  const { data: value } = result;
  const falsy = falsyName(value);
  if (falsy !== undefined) return fail('if', `the condition ${shown} is ${falsy}`);
  const truth = value instanceof data.BooleanData ? 'true' : 'not empty, which counts as true';
  return pass('if', `the condition ${shown} is ${truth}`);
};

const falsyName = (value: data.ExpressionData): string | undefined => {
  if (value instanceof data.Null) return 'null, which counts as false';
  if (value instanceof data.BooleanData) return value.value ? undefined : 'false';
  if (value instanceof data.StringData)
    return value.value === '' ? 'an empty text, which counts as false' : undefined;
  if (value instanceof data.NumberData)
    return value.value === 0 || Number.isNaN(value.value)
      ? `${value.coerceString()}, which counts as false`
      : undefined;
  return undefined;
};

export type Interpolated = { readonly value: Json } | { readonly problem: string };

/**
 * Fills in every `${{ }}` of a value, in lists and objects too. A text that is exactly one `${{ }}` becomes what that
 * is (an object, a number, null …); in any other text each becomes text, as Actions writes it.
 */
export const interpolate = (value: Json, context: GithubContext, path = ''): Interpolated => {
  if (typeof value === 'string') return fill(value, compileTemplate(value), context, path);
  if (typeof value !== 'object' || value === null) return { value };
  if (path.split('.').length > MAX_DEPTH) return { problem: `${shorten(path)}: it is nested too deeply` };
  const filled: [string, Json][] = [];
  for (const [key, item = null] of Object.entries(value)) {
    const place = path === '' ? key : `${path}.${key}`;
    const result =
      typeof item === 'string'
        ? fill(item, templateAt(value, key, item), context, place)
        : interpolate(item, context, place);
    if ('problem' in result) return result;
    filled.push([key, result.value]);
  }
  return { value: isObject(value) ? Object.fromEntries(filled) : filled.map(([, item]) => item) };
};

const templates = new WeakMap<object, Map<string, Template | ExpressionProblem>>();

/** As `compileTemplate`, once for each text in an object or a list: those come from files that were read once and never change. */
const templateAt = (holder: object, key: string, text: string): Template | ExpressionProblem => {
  const known = templates.get(holder) ?? new Map<string, Template | ExpressionProblem>();
  templates.set(holder, known);
  const template = known.get(key) ?? compileTemplate(text);
  known.set(key, template);
  return template;
};

const fill = (
  text: string,
  template: Template | ExpressionProblem,
  context: GithubContext,
  path: string,
): Interpolated => {
  const problem = (why: string): Interpolated => ({ problem: path === '' ? why : `${path}: ${why}` });
  if ('problem' in template) return problem(template.problem);
  const texts: string[] = [];
  for (const piece of template) {
    if (typeof piece === 'string') {
      texts.push(piece);
      continue;
    }
    const result = evaluate(piece, context);
    if ('problem' in result)
      return problem(`${shorten(piece.source)} can't be evaluated: ${shorten(result.problem)}`);
    if (template.length === 1) return native(result.data, context.meter, problem, shorten(piece.source));
    texts.push(result.data.coerceString());
    if (lengthOf(texts) > MAX_RESULT_LENGTH) return problem(tooLong(shorten(text)));
  }
  return { value: texts.join('') };
};

const native = (
  result: data.ExpressionData,
  meter: Meter,
  problem: (why: string) => Interpolated,
  source: string,
): Interpolated => {
  try {
    const value = toJson(result, MAX_RESULT_LENGTH, meter);
    const length = typeof value === 'string' ? value.length : JSON.stringify(value).length;
    return length > MAX_RESULT_LENGTH ? problem(tooLong(source)) : { value };
  } catch (error) {
    if (error instanceof TooLong) return problem(tooLong(source));
    if (error instanceof OverBudget) return problem(`${source} can't be evaluated: ${error.message}`);
    throw error;
  }
};

const lengthOf = (texts: readonly string[]): number => texts.reduce((sum, text) => sum + text.length, 0);

const tooLong = (source: string): string =>
  `${source} makes more than ${MAX_RESULT_LENGTH} characters; take less of the event`;

const shorten = (text: string): string => (text.length <= 200 ? text : `${text.slice(0, 199)}…`);
