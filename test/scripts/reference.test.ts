import { readFileSync } from 'node:fs';
import { type Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { propertiesOf } from '../../scripts/reference/key-sections.ts';
import { typeWords } from '../../scripts/reference/type-words.ts';
import { yamlBlock } from '../../scripts/reference/markdown.ts';
import { settingSections } from '../../scripts/reference/setting-sections.ts';
import { createProgram } from '../../src/cli/program.ts';
import { configJsonSchema } from '../../src/config/schema.ts';
import { at, type Json, listAt } from '../../src/core/json.ts';

const headingsOf = (path: string): readonly string[] =>
  [...readFileSync(path, 'utf8').matchAll(/^#+ `(.+)`$/gm)].map(([, heading]) => heading!);

describe('docs/configuration.md', () => {
  it('has a section for each key and each event', () => {
    const top = propertiesOf(configJsonSchema());
    const entries = top.flatMap(([list, schema]) =>
      propertiesOf(at(schema, 'items')).map(([key]) => [key, `${list}[*].${key}`] as const),
    );
    const isShared = (key: string): boolean =>
      ['notify', 'subscribe'].every((list) => entries.some(([, path]) => path === `${list}[*].${key}`));
    const on = at(configJsonSchema(), 'properties.notify.items.properties.on') ?? null;
    const events = propertiesOf(listAt(on, 'anyOf').find((form) => at(form, 'properties') !== undefined));
    const expected = [
      ...top.map(([name]) => name),
      ...entries.map(([key, path]) => (isShared(key) ? key : path)),
      ...events.map(([event]) => `on.${event}`),
      'ENDPOINTS_FILE',
      'SOURCES_FILE',
    ];
    expect(headingsOf('docs/configuration.md').toSorted()).toEqual([...new Set(expected)].toSorted());
  });
});

describe('docs/settings.md', () => {
  it('has a section for each variable of .env.example', () => {
    const names = [...readFileSync('.env.example', 'utf8').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(headingsOf('docs/settings.md')).toEqual(names);
  });

  it('is made of the comments, with names and addresses as code', () => {
    const text =
      '# Above all.\n\n# One. See OTHER_ONE\n# and http://x.example/y_z_, or `it`.\nA_B=\n# Two\nC=\n';
    expect(settingSections(text)).toBe(
      '## `A_B`\n\nOne. See `OTHER_ONE` and `http://x.example/y_z_`, or `it`.\n\n## `C`\n\nTwo',
    );
  });
});

describe('docs/command-line.md', () => {
  it('has a section for each command, also for those within others', () => {
    const program = createProgram({}, { out: () => undefined, err: () => undefined }, () => undefined);
    const namesOf = ({ commands }: Command, before: string): readonly string[] =>
      commands.flatMap((command) => {
        const name = `${before} ${command.name()}`;
        return [name, ...namesOf(command, name)];
      });
    expect(headingsOf('docs/command-line.md')).toEqual(namesOf(program, 'hub-relay'));
  });
});

describe('the words of the reference', () => {
  it.each<[Json, string]>([
    [{ type: 'string', minLength: 1, maxLength: 9 }, 'a text of 1 to 9 characters'],
    [{ type: 'string', maxLength: 9 }, 'a text of at most 9 characters'],
    [{ type: 'integer', minimum: 1, maximum: 10 }, 'a whole number, 1 to 10'],
    [{ type: ['string', 'boolean'] }, 'a text, or `true` or `false`'],
    [{ anyOf: [{ type: 'boolean' }, { const: 'required' }] }, '`true` or `false`, or `required`'],
    [
      { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, maxItems: 3 }] },
      'a text, or a list of at most 3 such',
    ],
    [{ enum: ['a', 'b'] }, 'one of `a`, `b`'],
    [{ type: 'object', maxProperties: 9 }, 'a mapping of keys, at most 9'],
  ])('say of %j: %s', (schema, words) => expect(typeWords(schema)).toBe(words));

  it('show lists of texts in one line', () => {
    expect(yamlBlock({ a: [{ b: ['x', '!y'] }] })).toBe("```yaml\na:\n  - b: [x, '!y']\n```");
  });
});
