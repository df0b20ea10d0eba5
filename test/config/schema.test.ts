import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { type Json, at, isObject, listAt } from '../../src/core/json.ts';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { nearest } from '../../src/config/nearest.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { PUBLISHED_SCHEMAS } from '../../src/config/published-schemas.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { exampleFile } from '../../scripts/reference/example-file.ts';
import { compileSchema } from '../build/editor-schema.ts';
import { seeded } from '../build/seeded.ts';
import { mutatedFile } from '../fuzz/config-files.ts';

const schema = configJsonSchema() as Json;
const validate = compileSchema(schema as object);

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
    { notify: [{ on: 'push' }] },
    { notify: [{ hub: 'a/b', endpoint: 'x', on: 'push' }] },
    { notify: [{ endpoint: 'x', workflow: 'a.yml', on: 'push' }] },
    { notify: [{ hub: 'a/b', inputs: {}, on: 'push' }] },
    { notify: [{ hub: 'a/b', on: {} }] },
    { notify: [{ hub: 'a/b', on: { push: { paths: 'a', 'paths-ignore': 'b' } } }] },
    { notify: [{ hub: 'a/b', on: { workflow_run: { branches: 'a', 'branches-ignore': 'b' } } }] },
    { subscribe: [{ from: 'a/*', on: 'push', hub: 'a/b' }] },
  ])('refuses %j', (value) => expect(validate(value)).toBe(false));

  it('takes every file that is right, with its mistakes that are none', () => {
    let right = 0;
    for (let seed = 1; seed <= 250; seed += 1) {
      const text = mutatedFile(seeded(seed));
      const value: unknown = parseConfig(text).config && parse(text, { logLevel: 'silent' });
      if (value === undefined || value === null) continue;
      right += 1;
      expect(validate(value) || { text, errors: validate.errors }).toBe(true);
    }
    expect(right).toBeGreaterThan(20);
  });

  it('takes every file that is right, whatever its keys hold', () => {
    const file = fc.record(
      { notify: fc.array(ROUTE, { minLength: 1, maxLength: 2 }), 'max-hops': fc.integer({ min: -1, max: 12 }) },
      { requiredKeys: [] },
    ); // prettier-ignore
    let right = 0;
    fc.assert(
      fc.property(file, (value) => {
        if (!parseConfig(stringify(value)).config) return;
        right += 1;
        expect(validate(value) || validate.errors).toBe(true);
      }),
      { numRuns: 150 },
    );
    expect(right).toBeGreaterThan(20);
  });
});

/** Now and then one of the wrong ones. */
const mostly = (right: readonly unknown[], wrong: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: fc.constantFrom(...wrong) },
  );

const ANY_ROUTE = {
  on: fc.oneof(
    mostly(['push', ['push', 'issues'], { push: null }], [{}, 'x']),
    fc.record({ push: fc.dictionary(fc.constantFrom('branches', 'paths', 'paths-ignore', 'tags'), fc.constantFrom('a', '**', '!a')) }),
  ),
  if: mostly([true, 'github.ref'], ['(']),
  payload: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'relay'), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 }),
  coalesce: mostly(['30s', '1h'], ['2h', '0s']),
}; // prettier-ignore
const TO_A_HUB = {
  hub: mostly(['acme/docs', 'a/b'], ['a/*', '']),
  report: mostly([true, false, 'required'], ['yes']),
  'on-failure': mostly(['issue'], ['mail']),
};
const TO_A_WORKFLOW = {
  workflow: mostly(['build.yml', '12'], ['a/b.yml']),
  ref: mostly(['main'], ['']),
  inputs: fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom<unknown>('x', 1.5, true, null)),
};
const { payload: _, ...WITHOUT_PAYLOAD } = ANY_ROUTE;
const ROUTE = fc.oneof(
  fc.record({ ...ANY_ROUTE, ...TO_A_HUB }, { requiredKeys: ['on', 'hub'] }),
  fc.record({ ...WITHOUT_PAYLOAD, ...TO_A_HUB, ...TO_A_WORKFLOW }, { requiredKeys: ['on', 'hub', 'workflow'] }),
  fc.record({ ...ANY_ROUTE, endpoint: mostly(['deploy'], ['a b']) }, { requiredKeys: ['on', 'endpoint'] }),
  { weight: 1, arbitrary: fc.record({ ...ANY_ROUTE, ...TO_A_HUB, ...TO_A_WORKFLOW, endpoint: fc.constant('deploy') }, { requiredKeys: ['on'] }) },
); // prettier-ignore

describe('what editors show', () => {
  const keys = Object.entries(PUBLISHED_SCHEMAS).flatMap(([kind, { make }]) =>
    propertiesOf(make()).map(([path, property]) => ({ key: `${kind}: ${path}`, path, property })),
  );

  it('has for every key a sentence, in plain text and in Markdown', () => {
    for (const { key, property } of keys) {
      expect(at(property, 'description'), key).toMatch(/^[^`]+\.$/);
      expect(at(property, 'markdownDescription'), key).toMatch(/\.$/);
    }
    expect(keys.length).toBeGreaterThan(60);
  });

  const examples = keys
    .filter(({ key }) => key.startsWith('repository'))
    .flatMap(({ path, property }) =>
      listAt(property, 'examples').map((example) => ({ path, example, text: stringify(exampleFile(path, [example])) })),
    ); // prettier-ignore

  it.each(examples)('has at $path an example that is right: $example', ({ text }) => {
    expect({ text, problems: parseConfig(text).problems }).toEqual({ text, problems: [] });
  });

  it('has an example for nearly every key', () => {
    const shown = new Set(examples.map(({ path }) => path));
    const bare = keys.filter(({ key, path }) => key.startsWith('repository') && !shown.has(path));
    const events = ['push', 'pull_request', 'issues', 'release', 'workflow_run'].map(
      (event) => `on.${event}`,
    );
    expect(bare.map(({ path }) => path)).toEqual([
      'notify',
      ...events.map((event) => `notify.${event}`),
      'subscribe',
      ...events.map((event) => `subscribe.${event}`),
      'accept',
      'publish',
    ]);
  });

  it('offers to begin with what is right, once the placeholders are filled in', () => {
    const snippets = [
      ...listAt(schema, 'defaultSnippets').map((snippet) => at(snippet, 'body')),
      ...listAt(schema, 'properties.notify.items.defaultSnippets').map((snippet) => ({
        notify: [at(snippet, 'body')],
      })),
    ];
    expect(snippets.length).toBeGreaterThan(4);
    for (const snippet of snippets) {
      const text = stringify(snippet).replaceAll(/\$\{\d:([^}]*)\}/g, '$1');
      expect({ text, ...parseConfig(text) }).toMatchObject({ problems: [] });
    }
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
