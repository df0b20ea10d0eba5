import { data, wellKnownFunctions } from '@actions/expressions';
import { OverBudget, toData, toJson } from './expression-data.ts';
import { type Json } from './json.ts';

type Call = (...args: data.ExpressionData[]) => data.ExpressionData;
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

const checked = (name: string, call: (original: Call) => Call): readonly [string, Definition][] => {
  const original = FUNCTIONS.get(name);
  return original === undefined ? [] : [[name, { ...original, call: call(original.call) }]];
};

const refuseAbove = (characters: number): void => {
  if (characters > MAX_INNER_TEXT)
    throw new OverBudget(`it builds a text of more than ${MAX_INNER_TEXT} characters`);
};

/** Those that could build texts without end, or objects that lose keys, in a form that can't. */
export const SAFE_FUNCTIONS: Map<string, Definition> = new Map([
  ...checked('format', (original) => (...args) => {
    const [template = '', ...values] = args.map((arg) => arg.coerceString());
    const longest = Math.max(0, ...values.map((value) => value.length));
    refuseAbove(template.length + (template.split('{').length - 1) * longest);
    return original(...args);
  }),
  ...checked('join', (original) => (...args) => {
    const [list, separator] = args;
    if (list instanceof data.Array) {
      const texts = list.values().map((item) => item.coerceString());
      const between = separator?.coerceString().length ?? 1;
      refuseAbove(texts.reduce((sum, text) => sum + text.length + between, 0));
    }
    return original(...args);
  }),
  ...checked('tojson', () => (value = new data.Null()) => {
    const text = JSON.stringify(toJson(value, MAX_INNER_TEXT), null, 2);
    refuseAbove(text.length);
    return new data.StringData(text);
  }),
  ...checked('fromjson', () => (value = new data.Null()) => {
    const text = value.coerceString();
    try {
      return toData(JSON.parse(text) as Json);
    } catch {
      throw new Error(`fromJSON was given "${text.slice(0, 50)}", which is not JSON`);
    }
  }),
]);
