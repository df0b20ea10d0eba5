import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import {
  absentFileReport,
  type CheckedFile,
  type CheckedRoute,
  configReport,
} from '../../src/core/config-report.ts';
import { withinLimits } from '../../src/core/check-run.ts';
import { clipBytes } from '../../src/core/markdown.ts';

const PATH = '.github/hub-relay.yml';
const SHA = 'a'.repeat(40);
const good = { isGood: true, text: 'well' };
const bad = { isGood: false, text: 'not well' };

const aRoute = (changes: Partial<CheckedRoute> = {}): CheckedRoute => ({
  name: 'notify[0]',
  target: 'acme/docs',
  eventTypes: ['push'],
  installed: good,
  permission: good,
  accepted: good,
  listens: good,
  looked: 20,
  fires: ['2026-11-23 12:00:00 UTC push refs/heads/main bbbbbbb'],
  notes: [],
  ...changes,
});

const report = (file: Partial<CheckedFile>) =>
  configReport({ path: PATH, sha: SHA, problems: [], routes: [], accepts: [], stopped: [], ...file });

describe('the check of a config file', () => {
  const problem = {
    code: 'config-unknown-key',
    severity: 'error',
    line: 3,
    column: 5,
    message: 'found "hubs"; did you mean "hub"?',
  } as const;

  it('fails a wrong file, with each problem at its line', () => {
    const check = report({ problems: [problem, { ...problem, line: 9 }] });
    expect(check).toMatchObject({
      name: 'Hub Relay',
      sha: SHA,
      conclusion: 'failure',
      title: '2 problems in .github/hub-relay.yml',
    });
    expect(check.annotations).toHaveLength(2);
    expect(check.annotations?.[0]).toEqual({
      path: PATH,
      line: 3,
      column: 5,
      level: 'failure',
      title: 'config-unknown-key',
      message: 'found "hubs"; did you mean "hub"?',
    });
    expect(check.summary).toContain('| 3:5 | `found "hubs"; did you mean "hub"?` [config-unknown-key] |');
  });

  it('is passed by a file whose routes are ready, with a row for each', () => {
    const check = report({ routes: [aRoute()] });
    expect(check).toMatchObject({ conclusion: 'success', title: '1 route, ready' });
    expect(check.summary).toContain('| `notify[0]` | `acme/docs` | `push` | ✓ | ✓ | ✓ | ✓ | 1 of 20 |');
    expect(check.text).toContain('`2026-11-23 12:00:00 UTC push refs/heads/main bbbbbbb`');
  });

  it.each(['installed', 'permission', 'accepted', 'listens'] as const)(
    'fails nobody, but says so, where a route is not %s',
    (question) => {
      const check = report({ routes: [aRoute(), aRoute({ name: 'notify[1]', [question]: bad })] });
      expect(check).toMatchObject({ conclusion: 'neutral', title: '2 routes, 1 of them not ready' });
      expect(check.text).toContain('- ✗ `not well`');
    },
  );

  it('does not count against a route what could not be asked', () => {
    const check = report({ routes: [aRoute({ listens: { isGood: undefined, text: 'not asked' } })] });
    expect(check.conclusion).toBe('success');
    expect(check.summary).toContain('| – | 1 of 20 |');
  });

  it('fails where a route stopped that has told its hub before', () => {
    const check = report({ routes: [aRoute({ installed: bad })], stopped: ['acme/app:notify[0]'] });
    expect(check).toMatchObject({
      conclusion: 'failure',
      title: '1 route stopped: the hub cannot be reached any more',
    });
  });

  it('says of a hub’s file whom it accepts', () => {
    const check = report({ accepts: ['from `acme/*`: `push`'] });
    expect(check).toMatchObject({ conclusion: 'success', title: 'The file is right, and has no routes' });
    expect(check.summary).toContain('- from `acme/*`: `push`');
  });

  it('counts warnings, which leave the file in force', () => {
    const check = report({ routes: [aRoute()], problems: [{ ...problem, severity: 'warning' }] });
    expect(check).toMatchObject({ conclusion: 'success', title: '1 route, ready, 1 warning' });
    expect(check.annotations?.[0]?.level).toBe('warning');
  });

  it('fails nobody for a file that is gone or cannot be read', () => {
    expect(absentFileReport(SHA, PATH)).toMatchObject({
      conclusion: 'neutral',
      title: 'There is no config file in this commit',
    });
    expect(absentFileReport(SHA, PATH, 'GitHub answered 403')).toMatchObject({
      conclusion: 'neutral',
      title: 'The config file cannot be read',
    });
  });

  it('fits into what GitHub takes, however much is wrong', () => {
    const problems = Array.from({ length: 100 }, (_, at) => ({
      ...problem,
      line: at,
      message: '😀'.repeat(5_000),
    }));
    const routes = Array.from({ length: 100 }, () =>
      aRoute({ fires: Array<string>(20).fill('y'.repeat(250)) }),
    );
    for (const check of [report({ problems }), report({ routes })].map(withinLimits)) {
      expect(Buffer.byteLength(check.summary)).toBeLessThanOrEqual(65_535);
      expect(Buffer.byteLength(check.text ?? '')).toBeLessThanOrEqual(65_535);
    }
  });
});

describe('what a stranger wrote in a file', () => {
  const HOSTILE = ['`', '``', '|', '\\', '\n', '<img src=x>', '@octocat', '![a](https://x.example/b)'];
  const MORE = ['[a](b)', 'https://x.example', 'acme/app#1', '-->', '# ', '\n- ', '</code>', '\u202e', ' '];
  const text = fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE, ...MORE), fc.string({ unit: 'binary', maxLength: 3 })), {
      maxLength: 80,
    })
    .map((parts) => parts.join(''));
  const finding = fc.record({ isGood: fc.constantFrom(true, false, undefined), text });
  const route: fc.Arbitrary<CheckedRoute> = fc.record({
    name: text,
    target: text,
    eventTypes: fc.array(text, { maxLength: 7 }),
    installed: finding,
    permission: finding,
    accepted: finding,
    listens: finding,
    looked: fc.nat(20),
    fires: fc.array(text, { maxLength: 3 }),
    notes: fc.array(text, { maxLength: 3 }),
  });
  const aProblem = fc.record({
    code: fc.constant('config-yaml'),
    severity: fc.constantFrom('error', 'warning'),
    line: fc.nat(),
    column: fc.nat(),
    message: text,
  });

  /** As GitHub renders it: the tags, without those of our own. */
  const foreignIn = (markdown: string): readonly string[] => {
    const html = micromark(markdown, {
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
      allowDangerousHtml: true,
    });
    const plain = html.replaceAll(/<code>[^<]*<\/code>/g, '');
    expect(plain).not.toMatch(/octocat|x\.example|acme\/app#1|<!--/);
    return [...plain.matchAll(/<(\w+)/g)].map(([, tag]) => tag!).filter((tag) => !OURS.has(tag));
  };
  const OURS = new Set(['p', 'h3', 'ul', 'li', 'table', 'thead', 'tbody', 'tr', 'th', 'td']);

  it('is code and nothing else in all that is shown, also where it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(route, { maxLength: 4 }),
        fc.array(aProblem, { maxLength: 4 }),
        fc.array(text, { maxLength: 2 }),
        fc.nat(3_000),
        (routes, problems, stopped, bytes) => {
          const check = report({ routes, problems, stopped });
          for (const shown of [check.summary, check.text ?? '']) {
            expect(foreignIn(shown)).toEqual([]);
            expect(foreignIn(clipBytes(shown, bytes + 10))).toEqual([]);
          }
          const { summary } = absentFileReport(SHA, PATH, problems[0]?.message);
          expect(foreignIn(summary)).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('stays in its row of the table', () => {
    fc.assert(
      fc.property(fc.array(route, { minLength: 1, maxLength: 4 }), (routes) => {
        const { summary } = report({ routes });
        const html = micromark(summary, { extensions: [gfm()], htmlExtensions: [gfmHtml()] });
        expect(html.match(/<tr>/g)).toHaveLength(1 + routes.length);
        expect(html.match(/<td>/g)).toHaveLength(8 * routes.length);
      }),
      { numRuns: 150 },
    );
  });
});
