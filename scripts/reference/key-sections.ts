import { at, isObject, type Json, listAt, textAt, textsAt } from '../../src/core/json.ts';
import { exampleFile } from './example-file.ts';
import { code, paragraphs, tableOf, yamlBlock } from './markdown.ts';
import { typeWords } from './type-words.ts';

export const propertiesOf = (schema: Json | undefined): readonly (readonly [string, Json])[] => {
  const found = schema === undefined ? undefined : at(schema, 'properties');
  return isObject(found) ? Object.entries(found).map(([name, value = null]) => [name, value]) : [];
};

/** A heading, what the key means, what it takes, and an example, for each of these keys of an object in the schema. */
export const keySections = (
  object: Json | undefined,
  {
    keys,
    path,
    title,
  }: {
    readonly keys: readonly string[];
    /** Of the object, as "notify". */
    readonly path: string;
    /** The heading of a key. */
    readonly title: (key: string) => string;
  },
): string =>
  paragraphs(
    propertiesOf(object)
      .filter(([name]) => keys.includes(name))
      .map(([name, schema]) => {
        const examples = listAt(schema, 'examples');
        return paragraphs([
          title(name),
          meaningOf(schema),
          factsOf(schema, textsAt(object, 'required').includes(name)),
          examples.length === 0
            ? undefined
            : yamlBlock(exampleFile(path === '' ? name : `${path}.${name}`, examples)),
        ]);
      }),
  );

/** One row for each key. */
export const keyTable = (object: Json | undefined): string =>
  tableOf(
    ['key', 'takes', 'meaning'],
    propertiesOf(object).map(([name, schema]) => {
      const isRequired = textsAt(object, 'required').includes(name);
      return [code(name), `${typeWords(schema)}${isRequired ? '; required' : ''}`, wholeMeaningOf(schema)];
    }),
  );

export const wholeMeaningOf = (schema: Json): string => textAt(schema, 'markdownDescription') ?? '';

/** These sentences of a description are facts of their own in the reference. */
const DEFAULT = / ?Default: (.+?)\.(?= [A-Z`]|$)/;
const AT_MOST = / ?At most \d+( entries)?\./;

const meaningOf = (schema: Json): string =>
  wholeMeaningOf(schema).replace(DEFAULT, '').replace(AT_MOST, '').trim();

const factsOf = (schema: Json, isRequired: boolean): string => {
  const value = at(schema, 'default');
  const standard =
    value === undefined ? DEFAULT.exec(wholeMeaningOf(schema))?.[1] : code(JSON.stringify(value));
  return [
    `- Takes: ${typeWords(schema)}`,
    ...(isRequired ? ['- Required'] : []),
    ...(standard === undefined ? [] : [`- Default: ${standard}`]),
  ].join('\n');
};
