import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Migration, migrate } from '../../../src/config/migrate/migration.ts';
import { NOTE_CODES } from '../../../src/config/migrate/note-codes.ts';
import { parseConfig } from '../../../src/config/parse.ts';

const FOLDER = new URL('../../fixtures/migrate/', import.meta.url);
const files = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yml'))
  .map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const answers = (text: string): Migration => {
  const migration = migrate([{ path: '.github/workflows/x.yml', text }], 'acme/app');
  const { problems } = parseConfig(migration.config);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  for (const { line, column, code } of migration.notes) {
    expect(Math.min(line, column)).toBeGreaterThan(0);
    expect(NOTE_CODES).toHaveProperty([code]);
  }
  return migration;
};

/** Pieces that bash, JavaScript, JSON, YAML and the expression language give a meaning of their own. */
const PIECES = [
  '${{ github.sha }}',
  '${{',
  '}}',
  "${{ '",
  '${{ toJSON(github) }}',
  '${{ env.A }}',
  '${{ env.B }}',
  '${{ matrix.x }}',
  '${{ secrets.T }}',
  '${{ steps.a.outputs.b || github.ref }}',
  '$A',
  '${A:-b}',
  '${A[@]}',
  '$(',
  ')',
  '`',
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  'for a in b c; do ',
  'done',
  'if x; then ',
  'fi',
  '<<EOF',
  'EOF',
  '|',
  '&&',
  '\n',
  ' ',
  '#',
  'curl -d ',
  '\'{"event_type":"x"}\'',
  ' https://api.github.com/repos/a/b/dispatches ',
  'gh api repos/a/$A/dispatches ',
  '-f client_payload[a][b]=c ',
  '-F x=@y ',
  'gh workflow run x.yml -R a/b ',
  'jq -n ',
  'Ꭰ0Ꭰ',
  'Ꭱv1Ꭱ',
  '__proto__',
  'await github.rest.repos.createDispatchEvent({',
  '...context.repo',
  'owner: context.x',
  '=>',
  'constructor',
  '\u0000',
  '\ud800',
];
const soup = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 25 })
  .map((all) => all.join(''));
const anything = fc.oneof(
  { weight: 4, arbitrary: soup },
  fc.constantFrom<unknown>(
    null,
    1,
    true,
    [],
    {},
    ['push'],
    { a: { b: [1] } },
    { push: { branches: ['main', 1.1] } },
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const step = fc.record(
  {
    uses: fc.constantFrom(
      'peter-evans/repository-dispatch@v3',
      'actions/github-script@v7',
      'benc-uk/workflow-dispatch@v1',
      'octokit/request-action@v2',
    ),
    run: fc.oneof(soup, anything),
    if: anything,
    env: fc.oneof(fc.dictionary(fc.constantFrom('A', 'B'), anything), anything),
    with: fc.dictionary(
      fc.constantFrom(
        'script',
        'repository',
        'event-type',
        'client-payload',
        'repo',
        'workflow',
        'inputs',
        'route',
        'owner',
        'ref',
      ),
      fc.oneof(
        anything,
        fc.constantFrom('acme/hub', 'POST /repos/{owner}/{repo}/dispatches', '{"a": ${{ github.x }}}'),
      ),
    ),
  },
  { requiredKeys: [] },
);
const workflow = fc.record(
  {
    name: anything,
    on: fc.oneof(fc.constantFrom('push', ['push', 'release'], { push: { branches: ['main'] } }), anything),
    env: anything,
    jobs: fc.dictionary(
      fc.constantFrom('a', 'b', '__proto__', 'toString'),
      fc.record(
        {
          if: anything,
          needs: fc.oneof(fc.constantFrom('a', 'b', ['a', 'b']), anything),
          strategy: fc.oneof(fc.record({ matrix: anything }), anything),
          steps: fc.oneof(fc.array(step, { maxLength: 3 }), anything),
        },
        { requiredKeys: ['steps'] },
      ),
    ),
  },
  { requiredKeys: ['on', 'jobs'] },
);

describe('whatever a file holds', () => {
  it('gives an answer to a workflow of any values, and what it writes is valid', () => {
    fc.assert(
      fc.property(workflow, (value) => void answers(stringify(value))),
      { numRuns: 120 },
    );
  });

  it('gives an answer to workflows that were cut and mixed', () => {
    const any = fc.constantFrom(...files);
    const cut = fc.tuple(any, any, fc.nat(3_000), fc.nat(3_000), soup);
    fc.assert(
      fc.property(cut, ([a, b, from, to, middle]) => void answers(a.slice(0, from) + middle + b.slice(to))),
      { numRuns: 80 },
    );
  });

  it('gives an answer to any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), soup), (text) => void answers(text)),
      { numRuns: 200 },
    );
  });

  it('ends soon with what is nested, repeated or long without measure', () => {
    const run = (script: string): string =>
      stringify({ on: 'push', jobs: { a: { steps: [{ run: script }] } } });
    const call = 'gh api repos/a/b/dispatches -f event_type=x\n';
    const many = [
      '('.repeat(5_000) + call,
      '$('.repeat(5_000) + call,
      `f() { f; f; ${call} }\nf`,
      `for a in {1..9} 1 2 3 4 5 6 7 8 9; do ${`for b in 1 2 3 4 5 6 7 8 9 0; do `.repeat(6)} ${call} ${'done; '.repeat(6)} done`,
      `A=x\n${'A="$A$A"\n'.repeat(60)}gh api repos/a/b/dispatches -f event_type=$A`,
      call.repeat(1_000),
    ];
    for (const script of many) answers(run(script));
    const script = (text: string): string =>
      stringify({
        on: 'push',
        jobs: { a: { steps: [{ uses: 'actions/github-script@v7', with: { script: text } }] } },
      });
    const js = "github.rest.repos.createDispatchEvent({ owner: 'a', repo: 'b', event_type: 'x' });";
    for (const text of [
      `${'['.repeat(3_000)}${']'.repeat(3_000)}; ${js}`,
      `${'(() => '.repeat(1_000)}1${')()'.repeat(1_000)}; ${js}`,
      `const x = a${'.b'.repeat(15_000)}; ${js}`,
      `const x = ${'1 + '.repeat(10_000)} 1; ${js}`,
      `const f = () => { f(); f(); ${js} }; f();`,
      `let a = 'x'; ${'a = a + a; const b = a + a;'.repeat(500)} ${js}`,
      `const l = [1,2,3,4,5,6,7,8,9,0]; ${'for (const a of l) '.repeat(8)} ${js}`,
    ])
      answers(script(text));
    const env = Object.fromEntries(
      Array.from({ length: 30 }, (_, at) => [`E${at}`, `\${{ env.E${at + 1} }}\${{ env.E${at + 1} }}`]),
    );
    answers(
      stringify({
        on: 'push',
        env,
        jobs: { a: { steps: [{ run: 'gh api repos/a/$E0/dispatches -f event_type=x' }] } },
      }),
    );
  });

  it('refuses what is too large with a note, and reads nothing of it', () => {
    const { notes, routes } = answers(`# ${'x'.repeat(70_000)}\n${files[0]}`);
    expect(routes).toEqual([]);
    expect(notes).toMatchObject([{ code: 'workflow-unreadable', line: 1, column: 1 }]);
  });
});

describe('the table of notes', () => {
  it('says of each what it means and what to do, and the guide lists it', () => {
    const guide = readFileSync(new URL('../../../docs/migrating.md', import.meta.url), 'utf8').replaceAll(
      / +/g,
      ' ',
    );
    for (const [code, { text, remedy }] of Object.entries(NOTE_CODES)) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(`${text} ${remedy}`).toMatch(/^[^]+\. [^]+\.$/);
      expect(guide).toContain(`| \`${code}\` | ${text} | ${remedy} |`);
    }
  });
});
