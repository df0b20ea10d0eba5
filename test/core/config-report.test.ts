import { describe, expect, it } from 'vitest';
import {
  absentFileReport,
  type CheckedFile,
  type CheckedRoute,
  configReport,
} from '../../src/core/config-report.ts';
import { withinLimits } from '../../src/core/check-run.ts';

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
      expect(check.annotations!.length).toBeLessThanOrEqual(50);
    }
    expect(report({ problems }).summary).toContain('Only the first 50 are shown in the file.');
  });
});
