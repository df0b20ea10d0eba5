import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Answers } from '../../src/config/starter/answers.ts';
import { remoteIn, repositoryOfRemote } from '../../src/config/starter/remote.ts';
import { schemaUrlOf } from '../../src/config/starter/schema-url.ts';
import { STARTER_PATHS, starterFiles } from '../../src/config/starter/starter-files.ts';
import { yamlList, yamlText } from '../../src/config/starter/yaml-text.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { hears, readWorkflow } from '../../src/config/workflow.ts';
import { eventTypesOf } from '../../src/core/event-types.ts';
import { EVENT_NAMES } from '../../src/core/event.ts';

const OPTIONS = { schemaUrl: 'https://relay.example.com/schema/hub-relay.json' };

const odd = fc.constantFrom(
  '${{ github.token }}',
  "it's",
  '- a: b',
  '#x',
  'on',
  '1.0',
  '*',
  '!x',
  'a, b]',
  '\n',
  '$(id)',
);
const pattern = fc.oneof(
  fc.constantFrom('main', 'release/**', 'docs/**', '!docs/x', 'v[0-9]+'),
  odd,
  fc.string({ unit: 'grapheme' }),
);
const listening = {
  events: fc.uniqueArray(fc.constantFrom(...EVENT_NAMES), { minLength: 1 }),
  branches: fc.array(pattern, { maxLength: 3 }),
  paths: fc.array(pattern, { maxLength: 3 }),
};
const named = fc.record(
  {
    eventType: fc.oneof(
      fc.constantFrom('component-updated', 'on'),
      odd,
      fc.string({ unit: 'grapheme', minLength: 1 }),
    ),
  },
  { requiredKeys: [] },
);
const spokes = fc.array(fc.oneof(fc.constantFrom('acme/*', '*/docs', 'a/b'), odd), { maxLength: 3 });
const answers: fc.Arbitrary<Answers> = fc
  .tuple(
    fc.oneof(
      fc.record({ kind: fc.constant('spoke' as const), ...listening, hubs: fc.array(fc.constantFrom('acme/docs', 'a/b', 'x'), { minLength: 1, maxLength: 2 }) }),
      fc.record({ kind: fc.constant('hub' as const), ...listening, accept: spokes, subscribe: spokes }),
    ),
    named,
  )
  .map(([found, name]) => ({ ...found, ...name })); // prettier-ignore

/** Every text below a key of this name. */
const textsUnder = (value: unknown, key: string): readonly unknown[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, item]) => [
    ...(name === key ? [item as unknown] : []),
    ...textsUnder(item, key),
  ]);
};

type Config = ReturnType<typeof parseConfig>['config'];

/** Nothing is read differently than it was meant. */
const saysWhatWasAnswered = (answered: Answers, config: Config): void => {
  const rules = [...(config?.notify ?? []), ...(config?.subscribe ?? [])];
  for (const rule of rules) {
    expect(Object.keys(rule.on).toSorted()).toEqual([...answered.events].toSorted());
    if (answered.branches.length > 0 && rule.on.push) expect(rule.on.push.branches).toEqual(answered.branches);
    expect(rule['event-type']).toBe(answered.eventType);
  }
  if (answered.kind === 'spoke') expect(rules.map((rule) => 'hub' in rule && rule.hub)).toEqual(answered.hubs);
  else if (answered.accept.length > 0) expect(config?.accept?.[0]?.from).toEqual(answered.accept);
}; // prettier-ignore

/** It hears what comes, names its runs, and pastes nothing into a script. */
const isSafeWorkflow = (text: string, config: Config): void => {
  const workflow = readWorkflow(text);
  if ('problem' in workflow) throw new Error(workflow.problem);
  expect(workflow.namesRelay).toBe(true);
  const [rule] = config?.subscribe ?? [];
  for (const eventType of rule ? eventTypesOf(rule) : []) expect(hears(workflow, eventType)).toBe(true);
  const value: unknown = parse(text);
  const scripts = textsUnder(value, 'run');
  expect(scripts.length).toBeGreaterThan(0);
  for (const script of scripts) expect(script).not.toContain('${{');
  expect(value).toMatchObject({ permissions: { contents: 'read' } });
};

describe('the first files of a spoke or a hub', () => {
  it('are right whatever was answered, or say what is wrong with the answer', () => {
    let right = 0;
    fc.assert(
      fc.property(answers, (answered) => {
        const made = starterFiles(answered, OPTIONS);
        if ('problems' in made) {
          expect(made.problems.length).toBeGreaterThan(0);
          return;
        }
        right += 1;
        const [first, second] = made.files;
        expect(first?.path).toBe(STARTER_PATHS.config);
        const { config } = parseConfig(first?.text ?? '');
        expect(config).toBeDefined();
        saysWhatWasAnswered(answered, config);
        if (second) isSafeWorkflow(second.text, config);
        else expect(answered.kind).toBe('spoke');
      }),
      { numRuns: 150 },
    );
    expect(right).toBeGreaterThan(15);
  });

  it('name the schema in their first line, as editors look for it', () => {
    const spoke: Answers = { kind: 'spoke', hubs: ['acme/docs'], events: ['push'], branches: [], paths: [] };
    const made = starterFiles(spoke, OPTIONS);
    expect('files' in made && made.files[0]?.text.split('\n')[0]).toBe(
      `# yaml-language-server: $schema=${OPTIONS.schemaUrl}`,
    );
  });
});

/** fast-check's own unit "binary" takes seconds to begin. */
const anyText = fc
  .array(fc.oneof(fc.nat(0xff), fc.nat(0xffff), fc.nat(0x10ffff)), { maxLength: 8 })
  .map((points) => String.fromCodePoint(...points).replaceAll(/\p{Surrogate}/gu, ''));

describe('a text in YAML', () => {
  it('is read as it was, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (whole) => {
        expect(parse(yamlList([whole, 'x']))).toEqual([whole, 'x']);
        expect(parse(`a: ${yamlText(whole)} # b`)).toEqual({ a: whole });
      }),
    );
  });

  it.each(['yes', 'no', 'on', 'Off', 'null', 'true', '1', '1.0', '0x1f', '~', '', '*', '!a', '- a', 'a: b'])(
    'stands in quotes where some YAML would take it for something else: %s',
    (text) => expect(yamlText(text)).toBe(`'${text}'`),
  );

  it.each(['main', 'acme/docs', 'acme/*', 'release-published', 'v1.2'])(
    'stands bare where it can: %s',
    (text) => expect(yamlText(text)).toBe(text),
  );
});

describe('the repository of a directory', () => {
  it.each([
    ['https://github.com/acme/docs.git', 'acme/docs'],
    ['https://ada:secret@github.com/acme/docs', 'acme/docs'],
    ['https://ghe.example.com:8443/acme/do.cs/', 'acme/do.cs'],
    ['git@github.com:acme/docs.git', 'acme/docs'],
    ['ghe.example.com:acme/docs', 'acme/docs'],
    ['ssh://git@ghe.example.com:2222/acme/docs.git', 'acme/docs'],
    ['git://github.com/acme/docs', 'acme/docs'],
    ['/srv/git/docs.git', undefined],
    ['https://gitlab.example.com/group/sub/docs.git', undefined],
    ['https://github.com/acme/..', undefined],
    ['C:\\docs', undefined],
    ['../docs', undefined],
    ['', undefined],
  ])('is read from the remote %s', (url, name) => expect(repositoryOfRemote(url)).toBe(name));

  it.each([
    ['[remote "origin"]\n\turl = git@github.com:a/b.git\n\tfetch = x\n[remote "up"]\n\turl = x', 'git@github.com:a/b.git'],
    ['[core]\n\turl = no\n[remote "mine"]\r\n  url="https://x/a/b"\r\n', 'https://x/a/b'],
    ['[remote "a"]\nurl = 1\n[remote "b"]\nurl = 2', undefined],
    ['[remote "origin"]\n[branch "main"]\nurl = 1', undefined],
    ['', undefined],
  ])('is that of "origin" or of the only remote: %j', (config, url) => expect(remoteIn(config)).toBe(url)); // prettier-ignore
});

describe('the schema’s address', () => {
  it.each([
    ['0.1.0', 'hub-relay@0.1/'],
    ['0.12.3', 'hub-relay@0.12/'],
    ['2.3.4', 'hub-relay@2/'],
  ])('follows version %s as long as the same files are right', (version, part) =>
    expect(schemaUrlOf(version)).toContain(part),
  );
});
