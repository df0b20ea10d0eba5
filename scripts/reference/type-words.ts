import { at, isObject, type Json, listAt, numberAt, textAt } from '../../src/core/json.ts';
import { code } from './markdown.ts';

/** What a key takes, in words: "a text of 1 to 100 characters, or a list of such". */
export const typeWords = (schema: Json): string => {
  const choices = listAt(schema, 'anyOf');
  if (choices.length > 0) return unionWords(choices);
  const constant = at(schema, 'const');
  if (constant !== undefined) return code(shown(constant));
  const values = listAt(schema, 'enum');
  if (values.length > 0) return `one of ${values.map((value) => code(shown(value))).join(', ')}`;
  const type = at(schema, 'type');
  if (Array.isArray(type)) return type.map((one: Json) => WORDS[shown(one)] ?? '').join(', or ');
  return `${WORDS[shown(type ?? null)] ?? ''}${limitWords(schema)}`;
};

const shown = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));

const WORDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  array: 'a list',
  object: 'a mapping of keys',
  null: 'nothing',
};

const unionWords = (choices: readonly Json[]): string => {
  const [one = null, list = null] = choices;
  const isList =
    textAt(list, 'type') === 'array' && JSON.stringify(at(list, 'items')) === JSON.stringify(one);
  if (!isList) return choices.map(typeWords).join(', or ');
  const rest = choices.slice(2).map(typeWords);
  return [typeWords(one), `a list of ${countWords(list)}such`, ...rest].join(', or ');
};

const countWords = (list: Json): string => {
  const most = numberAt(list, 'maxItems');
  return most === undefined ? '' : `at most ${most} `;
};

const limitWords = (schema: Json): string => {
  if (!isObject(schema)) return '';
  const most = numberAt(schema, 'maxLength');
  const least = numberAt(schema, 'minLength');
  if (most !== undefined)
    return least === undefined ? ` of at most ${most} characters` : ` of ${least} to ${most} characters`;
  const highest = numberAt(schema, 'maximum');
  if (highest !== undefined) return `, ${numberAt(schema, 'minimum') ?? 0} to ${highest}`;
  const entries = numberAt(schema, 'maxItems');
  if (entries !== undefined) return ` of at most ${entries}`;
  const keys = numberAt(schema, 'maxProperties');
  return keys === undefined ? '' : `, at most ${keys}`;
};
