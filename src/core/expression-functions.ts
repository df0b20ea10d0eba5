import { data, wellKnownFunctions } from '@actions/expressions';
import { type Meter, OverBudget, toData, toJson } from './expression-data.ts';
import { type Json } from './json.ts';

type Definition = NonNullable<(typeof wellKnownFunctions)[string]>;

/** How many characters a text may have while an expression is evaluated. */
export const MAX_INNER_TEXT = 1_000_000;

/** The functions there are, by their name in lower case, as the language compares it. An own table: see `isFunction`. */
const FUNCTIONS: ReadonlyMap<string, Definition> = new Map(Object.entries(wellKnownFunctions));

/** As GitHub's docs write them. */
export const FUNCTION_NAMES: readonly string[] = [...FUNCTIONS.values()].map(({ name }) =>
  name.replace('Json', 'JSON'),
);

/** The library looks functions up in a plain object, where "constructor" is found and called. */
export const isFunction = (name: string): boolean => FUNCTIONS.has(name.toLowerCase());

const refuseAbove = (characters: number): void => {
  if (characters > MAX_INNER_TEXT)
    throw new OverBudget(`it builds a text of more than ${MAX_INNER_TEXT} characters`);
};

type MeteredCall = (args: readonly data.ExpressionData[], meter: Meter) => data.ExpressionData;

/** Calls a function by its name in any case. Those that could cost without end, or lose keys, have a form that can't. */
export const callFunction = (
  name: string,
  args: readonly data.ExpressionData[],
  meter: Meter,
): data.ExpressionData => {
  const key = name.toLowerCase();
  const safe = SAFE.get(key);
  if (safe !== undefined) return safe(args, meter);
  const known = FUNCTIONS.get(key);
  if (known === undefined) throw new Error(`${name}() is not a function`);
  return known.call(...args);
};

const original = (name: string, args: readonly data.ExpressionData[]): data.ExpressionData =>
  FUNCTIONS.get(name)?.call(...args) ?? new data.Null();

const SAFE: ReadonlyMap<string, MeteredCall> = new Map<string, MeteredCall>([
  [
    'contains',
    (args, meter) => {
      const [list, item] = args;
      // It compares the item anew, without case, with each entry.
      if (list instanceof data.Array && item instanceof data.StringData)
        meter.spend(list.values().length * item.value.length);
      return original('contains', args);
    },
  ],
  ['format', ([template, ...values]) => format(template?.coerceString() ?? '', values)],
  [
    'join',
    (args) => {
      const [list, separator] = args;
      if (list instanceof data.Array) {
        const texts = list.values().map((item) => item.coerceString());
        const between = separator?.coerceString().length ?? 1;
        refuseAbove(texts.reduce((sum, text) => sum + text.length + between, 0));
      }
      return original('join', args);
    },
  ],
  [
    'tojson',
    ([value = new data.Null()], meter) => {
      const json = toJson(value, MAX_INNER_TEXT, meter, 2);
      const text = JSON.stringify(json, null, 2);
      meter.spend(text.length);
      refuseAbove(text.length);
      return new data.StringData(text);
    },
  ],
  [
    'fromjson',
    ([value = new data.Null()], meter) => {
      const text = value.coerceString();
      meter.spend(PARSE_COST * text.length);
      try {
        return toData(JSON.parse(text) as Json, meter);
      } catch {
        throw new Error(`fromJSON was given "${text.slice(0, 50)}", which is not JSON`);
      }
    },
  ],
]);

/** To parse a character takes as long as to read so many. */
const PARSE_COST = 4;

/** The library's own looks for the next brace from each brace, to the end of the text: seconds for a text of braces. */
const format = (template: string, values: readonly data.ExpressionData[]): data.ExpressionData => {
  const texts = values.map((value) => value.coerceString());
  const pieces: string[] = [];
  let length = template.length;
  let at = 0;
  for (const { 0: found, 1: digits, index } of template.matchAll(/\{\{|\}\}|\{(\d+)[^}]*\}|[{}]/g)) {
    if (found === '{' || found === '}')
      throw new Error(`The following format string is invalid: ${template.slice(0, 100)}`);
    const text = digits === undefined ? found.slice(1) : texts[Number(digits)];
    if (text === undefined)
      throw new Error(
        `The following format string references more arguments than were supplied: ${template.slice(0, 100)}`,
      );
    length += text.length;
    refuseAbove(length);
    pieces.push(template.slice(at, index), text);
    at = index + found.length;
  }
  refuseAbove(length);
  return new data.StringData(pieces.join('') + template.slice(at));
};
