import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Json, at, isObject } from '../../src/core/json.ts';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { nearest } from '../../src/config/nearest.ts';
import { configJsonSchema } from '../../src/config/schema.ts';

const schema = configJsonSchema() as Json;
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema as object);

/** Every property of every object in the schema, as "notify.hub". */
const propertiesOf = (value: Json | undefined, path = ''): readonly (readonly [string, Json])[] => {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((item) => propertiesOf(item, path));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item = null]) => {
    if (key !== 'properties' || !isObject(item)) return propertiesOf(item, path);
    return Object.entries(item).flatMap(([name, property = null]) => [
      [`${path}${name}`, property] as const,
      ...propertiesOf(property, `${path}${name}.`),
    ]);
  });
};

describe('the published JSON Schema', () => {
  it('takes the file that has every key', () => {
    const text = readFileSync(new URL('../fixtures/config/everything.yml', import.meta.url), 'utf8');
    expect(validate(parse(text)) || validate.errors).toBe(true);
  });

  it.each([
    { notfy: [] },
    { notify: [{ hub: 'a/b' }] },
    { notify: [{ hub: 'a/*', on: 'push' }] },
    { notify: [{ hub: 'a/b', on: { issues: { tags: ['x'] } } }] },
    {
      notify: [
        {
          hub: 'a/b',
          on: 'push',
          payload: Object.fromEntries('abcdefghij'.split('').map((key) => [key, 1])),
        },
      ],
    },
    { notify: [{ hub: 'a/b', on: 'push', payload: { relay: 1 } }] },
    { 'max-hops': 11 },
  ])('refuses %j', (value) => expect(validate(value)).toBe(false));

  it('describes every key', () => {
    const bare = propertiesOf(schema).filter(
      ([, property]) => typeof at(property, 'description') !== 'string',
    );
    expect(bare.map(([path]) => path)).toEqual([]);
    expect(propertiesOf(schema).length).toBeGreaterThan(50);
  });
});

describe('the table of codes', () => {
  it('has a sentence and a remedy for each, and names in kebab-case', () => {
    for (const [code, { text, remedy }] of Object.entries(CONFIG_CODES)) {
      expect(code).toMatch(/^config(-[a-z]+)+$/);
      expect(`${text} ${remedy}`).toMatch(/^[A-Z].*\. .*\.$/);
    }
  });
});

describe('nearest', () => {
  it.each([
    ['brnches', 'branches'],
    ['branch', 'branches'],
    ['path', 'paths'],
    ['xx', undefined],
    ['something', undefined],
    ['', undefined],
  ])('finds for "%s" %s', (word, found) => {
    expect(nearest(word, ['branches', 'branches-ignore', 'paths', 'tags', 'types'])).toBe(found);
  });
});
