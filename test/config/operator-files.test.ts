import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { parseEndpoints } from '../../src/config/endpoints.ts';
import { endpointsJsonSchema } from '../../src/config/endpoints-schema.ts';
import { type Problem } from '../../src/config/problems.ts';
import { parseSources } from '../../src/config/sources.ts';
import { sourcesJsonSchema } from '../../src/config/sources-schema.ts';
import { type Json, type JsonObject, at } from '../../src/core/json.ts';
import { READY_TEMPLATES } from '../../src/core/ready-templates.ts';
import { compileSchema } from '../build/editor-schema.ts';

/** One endpoint that is right but for what is changed; an empty text leaves a key out. */
const endpoint = (changes: Readonly<Record<string, string>> = {}): string => {
  const keys = { name: 'a', url: 'https://a.example/', secrets: 'A', allow: 'acme/*', ...changes };
  const lines = Object.entries(keys).filter(([, value]) => value !== '');
  return `  -\n${lines.map(([key, value]) => `    ${key}: ${value}\n`).join('')}`;
};
const endpoints = (changes?: Readonly<Record<string, string>>): string => `endpoints:\n${endpoint(changes)}`;

const VARIABLE =
  'found "…"; expected the name of an environment variable, such as DEPLOY_STATUS_SECRET, and not the secret itself';

/** A wrong file, and every problem that it has. */
const WRONG_ENDPOINTS: readonly (readonly [string, ...string[]])[] = [
  // Keys
  ['endpoint: []', '1:1 config-unknown-key: there is no key "…" here; did you mean "endpoints"? allowed keys are endpoints'],
  ['sources: []', '1:1 config-unknown-key: there is no key "…" here; allowed keys are endpoints'],
  ['hunter2', '1:1 config-wrong-type: found "…"; expected keys such as "endpoints:"'],
  ['endpoints:', '1:11 config-wrong-type: found nothing; expected a list'],
  ['endpoints: []\nendpoints: []', '2:1 config-duplicate-key: the key "…" stands twice here; keep one of them'],
  [endpoints({ secret: 'A' }), '7:5 config-unknown-key: there is no key "…" here; did you mean "secrets"? allowed keys are name, url, secrets, format, allow or template'],
  [endpoints({ name: '' }), '3:5 config-missing-key: "name" is missing'],
  [endpoints({ url: '' }), '3:5 config-missing-key: "url" is missing; say where to send, for example "url: https://hooks.example.com/deploy"'],
  [endpoints({ secrets: '' }), '3:5 config-missing-key: "secrets" is missing; name the environment variables that hold them, for example "secrets: DEPLOY_STATUS_SECRET"'],
  [endpoints({ allow: '' }), '3:5 config-missing-key: "allow" is missing; name the repositories whose routes may name it, for example "allow: acme/*"'],
  // Names
  [endpoints({ name: 'a b' }), '3:11 config-wrong-value: found "…"; expected a name of letters, digits, ".", "_" and "-", at most 100, such as "deploy-status"'],
  [endpoints() + endpoint({ name: 'b' }) + endpoint({ name: 'A', url: 'x' }), '13:11 config-duplicate: an entry before has this name (names are compared without case); choose another', '14:10 config-wrong-value: found "…"; expected an https:// URL'],
  // URLs
  ...['http://a.example/', 'a.example', 'https:///a', 'https://', '"https://a b"', 'HTTPS://a.example', 'https:/a', '"https://a\\\\b"'].map((url) =>
    [endpoints({ url }), '4:10 config-wrong-value: found "…"; expected an https:// URL'] as const),
  ...['https://a:b@x.example/', 'https://a@x.example', 'https://@x.example/?q=1'].map((url) =>
    [endpoints({ url }), '4:10 config-wrong-value: the URL holds a user or a password; leave them out: requests are signed instead'] as const),
  ...['https://x.example:99999/', 'https://[::1', 'https://%zz/', 'https://1.2.3.4.5/'].map((url) =>
    [endpoints({ url }), '4:10 config-wrong-value: this is no URL; expected https://, a host, and a path'] as const),
  [endpoints({ url: 'https://x.example/#a' }), '4:10 config-wrong-value: the URL has a fragment (from "#" on), which is never sent; leave it out'],
  [endpoints({ url: `https://x.example/${'a'.repeat(2_048)}` }), '4:10 config-limit: found a text of 2066 characters; expected at most 2048 characters'],
  // Secrets
  ...['whsec_MfKQ9r8GKYqrTwjU', 'hunter-2', 'ghp_abcdefghijklmnop', '"A B"', '2A'].map((secrets) =>
    [endpoints({ secrets }), `5:14 config-wrong-value: ${VARIABLE}`] as const),
  [endpoints({ secrets: '[A, 12345678]' }), `5:18 config-wrong-type: found the number …; expected a text; put it in quotes: '…'`],
  [endpoints({ secrets: '[A, B, A]' }), '5:21 config-duplicate: this is listed twice; keep one of them'],
  [endpoints({ secrets: '[]' }), '5:14 config-limit: the list is empty; write something, or leave the key out'],
  [endpoints({ secrets: '[A, B, C, D, E, F, G, H, I, J, K]' }), '5:14 config-limit: found a list of 11 entries; expected at most 10 entries'],
  [endpoints({ secrets: '[A, B]', format: 'github' }), '5:14 config-limit: found 2 secrets; expected one: X-Hub-Signature-256 holds one signature'],
  [endpoints({ secrets: '[A, @hunter2]' }), "5:18 config-yaml: a value that begins with @ must stand in quotes: '…'"],
  [endpoints({ format: 'standrd' }), '7:13 config-wrong-value: found "…"; did you mean "standard"? expected standard or github'],
  // Repositories
  [endpoints({ allow: 'acme' }), '6:12 config-pattern: "…" can\'t match a repository; expected a pattern of owner/name; for all repositories of an owner write "…/*"'],
  [endpoints({ allow: "[acme/a, 'acme/[']" }), '6:21 config-pattern: the pattern "…" can\'t be used: its "[" is never closed; write "\\[" for a bracket that stands for itself'],
  // Templates
  [endpoints({ template: 'deploy-statuss' }), '7:15 config-wrong-value: found "…"; did you mean "deploy-status"? expected deploy-status or a mapping of keys'],
  [endpoints({ template: '{ relay: 1 }' }), '7:17 config-wrong-value: "relay" is the field in which Hub Relay says what it did; choose another name'],
  [endpoints({ template: '{ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1, h: 1, i: 1, j: 1 }' }), '7:5 config-limit: found 10 keys; at most 9 are allowed'],
  [endpoints({ template: '{ a: "${{ secrets.X }}" }' }), '7:25 config-expression: secrets is not available here; only github is'],
  // Size
  [`endpoints:\n${'  - a\n'.repeat(101)}`, '2:3 config-limit: found a list of 101 entries; expected at most 100 entries'],
  [' '.repeat(65_537), '1:1 config-too-large: the file has 65537 bytes; at most 65536 are read'],
]; // prettier-ignore

const source = (name: string, more = ''): string => `  - { name: ${name}, repositories: acme/x${more} }\n`;
const WRONG_SOURCES: readonly (readonly [string, ...string[]])[] = [
  ['endpoints: []', '1:1 config-unknown-key: there is no key "…" here; allowed keys are sources'],
  [`sources:\n${source('Legacy', ', secrets: A')}`, '2:13 config-wrong-value: found "…"; expected a name of small letters, digits, ".", "_" and "-", at most 100, such as "legacy"'],
  [`sources:\n${source('../x', ', secrets: A')}`, '2:13 config-wrong-value: found "…"; expected a name of small letters, digits, ".", "_" and "-", at most 100, such as "legacy"'],
  [`sources:\n${source('x', ', secrets: A')}${source('x', ', secrets: B')}`, '3:13 config-duplicate: an entry before has this name (names are compared without case); choose another'],
  [`sources:\n${source('x', ', secrets: whsec_abc')}`, `2:47 config-wrong-value: ${VARIABLE}`],
  [`sources:\n${source('x', ', secrets: [A, A]')}`, '2:51 config-duplicate: this is listed twice; keep one of them'],
  [`sources:\n${source('x')}`, '2:5 config-missing-key: "secrets" is missing; name the environment variables that hold them, for example "secrets: DEPLOY_STATUS_SECRET"'],
  ['sources: [{ name: x, secrets: A }]', '1:11 config-missing-key: "repositories" is missing; name those that it may speak for, for example "repositories: acme/*"'],
  ['sources: [{ name: x, secrets: A, repositories: "!a/b" }]', '1:48 config-pattern: all its patterns begin with "!", so nothing can match; add at least one pattern without "!"'],
]; // prettier-ignore

const shown = ({ problems }: { readonly problems: readonly Problem[] }): readonly string[] =>
  problems.map(({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`);
const cases = (wrong: typeof WRONG_SOURCES) =>
  wrong.map(([text, ...problems]) => [JSON.stringify(text).slice(0, 90), text, problems] as const);

describe('the problems of a file of endpoints', () => {
  it.each(cases(WRONG_ENDPOINTS))('are told for %s', (_, text, problems) => {
    expect(shown(parseEndpoints(text))).toEqual(problems);
    expect(parseEndpoints(text).file).toBeUndefined();
  });

  it('have paths of the language’s own words', () => {
    const text = endpoints({ template: '{ my-key: "${{ x }}" }' }) + endpoint({ name: 'b', hunter2: '1' });
    expect(parseEndpoints(text).problems.map(({ path }) => path)).toEqual([
      'endpoints[0].template.…',
      'endpoints[1].…',
    ]);
  });
});

describe('the problems of a file of sources', () => {
  it.each(cases(WRONG_SOURCES))('are told for %s', (_, text, problems) => {
    expect(shown(parseSources(text))).toEqual(problems);
    expect(parseSources(text).file).toBeUndefined();
  });
});

const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,20}$/);
const variables = fc.uniqueArray(fc.stringMatching(/^[A-Z_][A-Z0-9_]{0,20}$/), {
  minLength: 1,
  maxLength: 10,
});
const repositories = fc.array(fc.constantFrom('acme/*', 'acme/api', 'other/**', '*/docs'), { minLength: 1 });
const NAMES = { selector: (entry: { readonly name: string }) => entry.name.toLowerCase(), maxLength: 5 };

describe('the files of the operator', () => {
  it('come back as they were written', () => {
    const entry = fc.record({
      name,
      url: fc.constantFrom('https://a.example/', 'https://10.0.0.1:8443/x?y=@z', 'https://[::1]/'),
      format: fc.constant('standard' as const),
      allow: repositories,
      template: fc.constantFrom({ a: '${{ github.ref }}', b: [1, { c: null }] }, {}),
      variables,
    });
    fc.assert(
      fc.property(fc.uniqueArray(entry, NAMES), (entries) => {
        const raw = entries.map(({ variables: secrets, ...rest }) => ({ ...rest, secrets }));
        expect(parseEndpoints(stringify({ endpoints: raw }))).toEqual({ file: entries, problems: [] });
      }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(fc.record({ name, repositories, variables }), NAMES), (entries) => {
        const raw = entries.map(({ variables: secrets, ...rest }) => ({ ...rest, secrets }));
        expect(parseSources(stringify({ sources: raw }))).toEqual({ file: entries, problems: [] });
      }),
    );
  });

  it('may leave out what has a default, and write one text for a list of one', () => {
    const [found] = parseEndpoints(endpoints({ template: 'deploy-status' })).file ?? [];
    expect(found).toEqual({
      name: 'a',
      url: 'https://a.example/',
      variables: ['A'],
      format: 'standard',
      allow: ['acme/*'],
      template: READY_TEMPLATES['deploy-status'],
    });
    for (const text of ['', '# nothing', '{}', 'endpoints: []'])
      expect(parseEndpoints(text)).toEqual({ file: [], problems: [] });
    expect(parseSources('')).toEqual({ file: [], problems: [] });
  });

  it('are described by the published JSON Schemas, with a sentence for each key', () => {
    const right = { name: 'a', url: 'https://a.example/', secrets: ['A'], allow: 'a/*' };
    const isEndpoints = compileSchema(endpointsJsonSchema());
    expect(isEndpoints({ endpoints: [right, { ...right, template: 'deploy-status' }] })).toBe(true);
    for (const wrong of [{ secrets: 'whsec_x' }, { url: 'http://x' }, { template: { relay: 1 } }, { x: 1 }])
      expect(isEndpoints({ endpoints: [{ ...right, ...wrong }] })).toBe(false);
    const isSources = compileSchema(sourcesJsonSchema());
    expect(isSources({ sources: [{ name: 'a', secrets: 'A', repositories: 'a/*' }] })).toBe(true);
    expect(isSources({ sources: [{ name: 'A', secrets: 'A', repositories: 'a/*' }] })).toBe(false);
    const described = (list: string, schema: object): readonly unknown[] =>
      Object.values(at(schema as Json, `properties.${list}.items.properties`) as JsonObject).map(
        (property) => typeof at(property, 'description'),
      );
    expect(described('endpoints', endpointsJsonSchema())).toEqual(Array(6).fill('string'));
    expect(described('sources', sourcesJsonSchema())).toEqual(Array(3).fill('string'));
  });
});

describe.each([
  ['endpoints', parseEndpoints, endpoints({ template: '{ a: 1, b: [x] }' })],
  ['sources', parseSources, `sources:\n${source('x', ', secrets: [A, B]')}`],
])('a file of %s', (_, parse, right) => {
  const expectWellFormed = (text: string): void => {
    const { file, problems } = parse(text);
    for (const { code, line, column } of problems) {
      expect(Object.keys(CONFIG_CODES)).toContain(code);
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(text.split('\n').length);
      expect(column).toBeGreaterThanOrEqual(1);
    }
    expect(file === undefined).toBe(problems.length > 0);
  };
  const place = fc.nat(right.length);
  const damaged = (put: string) =>
    fc.tuple(place, fc.nat(30)).map(([at, length]) => right.slice(0, at) + put + right.slice(at + length));

  it('never makes reading throw, whatever it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), expectWellFormed), {
      numRuns: 500,
    });
    fc.assert(fc.property(fc.string({ maxLength: 10 }).chain(damaged), expectWellFormed), { numRuns: 1000 });
  });

  it('has no text that a problem repeats, wherever it stands and however it is written', () => {
    const around = fc.constantFrom(
      ...['', '"', "'", '@', '*', '&', '!', '[', '{', ': ', '- ', '\n', ' #', '`', '%', '|'],
    );
    const secret = fc.stringMatching(/^(whsec_|ghp_|Zq)[A-Za-z0-9+/=_-]{8,60}$/);
    const texts = fc
      .tuple(secret, around, around)
      .chain(([word, before, after]) => damaged(before + word + after).map((text) => [word, text] as const));
    fc.assert(
      fc.property(texts, ([word, text]) => {
        const told = JSON.stringify(parse(text).problems);
        // Also when it is cut, as long keys and values are.
        expect(told).not.toContain(word.slice(0, 10));
      }),
      { numRuns: 3000 },
    );
  });
});
