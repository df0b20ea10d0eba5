import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkHappening } from '../../../src/cli/simulate/check-options.ts';
import { imagineEvent } from '../../../src/cli/simulate/imagine-event.ts';
import { ACTIONS, CONCLUSIONS, type HappeningOptions } from '../../../src/cli/simulate/options.ts';
import { spokeOf } from '../../../src/cli/simulate/spoke.ts';
import { EVENT_NAMES, type EventName, readEvent } from '../../../src/core/event.ts';
import { type Json, textAt } from '../../../src/core/json.ts';
import { githubContract } from '../../contract/openapi.ts';

const contract = githubContract();
const GITHUB = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const NONE: HappeningOptions = { repo: 'acme/captures', path: [], label: [] };

const imagined = async (event: EventName, options: Partial<HappeningOptions> = {}) => {
  const all = { ...NONE, ...options };
  expect(checkHappening(event, all)).toBe(event);
  const spoke = spokeOf(all.repo ?? '', all, undefined);
  const { payload } = await imagineEvent(event, all, { spoke, urls: GITHUB, appId: undefined });
  return JSON.parse(JSON.stringify(payload)) as Json & { readonly [key: string]: Json };
};

/** What GitHub's description, and our own reader, say against it. */
const problemsOf = (event: EventName, payload: Json): readonly string[] => {
  const { missing } = readEvent({ id: 'x', name: event, payload, receivedAt: 0 });
  const delivery = { event, action: textAt(payload, 'action') ?? null, requestBody: JSON.stringify(payload) };
  return [...missing, ...contract.checkWebhook(delivery)];
};

const EVERY_ACTION = EVENT_NAMES.flatMap((event): readonly (readonly [EventName, string | undefined])[] =>
  event === 'push' ? [['push', undefined]] : ACTIONS[event].map((action) => [event, action]),
);

describe('a simulated payload', () => {
  it.each(EVERY_ACTION)('of %s %s is as GitHub describes it', async (event, action) => {
    const payload = await imagined(event, action === undefined ? {} : { action });
    expect(problemsOf(event, payload)).toEqual([]);
    expect(textAt(payload, 'action')).toBe(action);
    // What is not described would pass, whatever it is.
    expect(contract.describes(event, action)).toBe(true);
  });
});

const SHA = 'ab'.repeat(20);
const ZERO = '0'.repeat(40);
const NOT_ZERO = expect.not.stringMatching(/^0{40}$/) as unknown;

describe('what is said on the command line', () => {
  it.each<[EventName, Partial<HappeningOptions>, object]>([
    [
      'push',
      { ref: 'feature', path: ['a', 'b/c'], message: 'Hello', sha: SHA, sender: 'ada' },
      {
        ref: 'refs/heads/feature',
        before: NOT_ZERO,
        after: SHA,
        created: false,
        forced: false,
        head_commit: { id: SHA, message: 'Hello', modified: ['a', 'b/c'], author: { username: 'ada' } },
        sender: { login: 'ada', type: 'User' },
        pusher: { name: 'ada' },
        organization: { login: 'acme' },
      },
    ],
    ['push', {}, { ref: 'refs/heads/main', commits: [{ modified: ['README.md'] }] }],
    ['push', { ref: 'refs/heads/x', forced: true }, { ref: 'refs/heads/x', forced: true, before: NOT_ZERO }],
    ['push', { ref: 'x', created: true }, { created: true, before: ZERO, commits: [] }],
    ['push', { ref: 'x', created: true, path: ['a'] }, { created: true, commits: [{ modified: ['a'] }] }],
    [
      'push',
      { ref: 'x', deleted: true },
      { deleted: true, after: ZERO, before: NOT_ZERO, head_commit: null },
    ],
    ['push', { tag: 'v1', sha: SHA }, { ref: 'refs/tags/v1', created: true, after: SHA, commits: [] }],
    [
      'push',
      { ref: 'refs/tags/v1', deleted: true },
      { ref: 'refs/tags/v1', deleted: true, before: NOT_ZERO },
    ],
    [
      'pull_request',
      { title: 'T', body: 'B', number: 7, label: ['a', 'b'], base: 'v2', fork: 'stranger', sha: SHA },
      {
        number: 7,
        pull_request: {
          title: 'T',
          body: 'B',
          labels: [{ name: 'a' }, { name: 'b' }],
          base: { ref: 'v2', sha: expect.stringMatching(/^[0-9a-f]{40}$/) },
          head: { ref: 'feature', sha: SHA, repo: { fork: true, owner: { login: 'stranger' } } },
        },
        sender: { login: 'stranger' },
      },
    ],
    ['pull_request', { base: 'feature' }, { pull_request: { head: { ref: 'change' } } }],
    [
      'pull_request',
      { action: 'closed', merged: true },
      { pull_request: { state: 'closed', merged: true, draft: false } },
    ],
    [
      'pull_request',
      { action: 'synchronize', sha: SHA },
      { after: SHA, before: expect.not.stringMatching(SHA) },
    ],
    ['pull_request', { action: 'edited', title: 'T' }, { changes: { title: { from: 'A change' } } }],
    ['pull_request', { action: 'ready_for_review' }, { pull_request: { draft: false } }],
    [
      'pull_request',
      { action: 'labeled', label: ['a', 'b'] },
      { label: { name: 'b' }, pull_request: { labels: [{ name: 'a' }, { name: 'b' }] } },
    ],
    [
      'pull_request',
      { action: 'unlabeled', label: ['a', 'b'] },
      { label: { name: 'b' }, pull_request: { labels: [{ name: 'a' }] } },
    ],
    [
      'issues',
      { title: 'T', body: 'B', number: 9, label: ['a'] },
      { issue: { title: 'T', body: 'B', number: 9, labels: [{ name: 'a' }], state: 'open' } },
    ],
    [
      'issues',
      { action: 'labeled', label: ['a', 'b'] },
      { label: { name: 'b' }, issue: { labels: [{}, {}] } },
    ],
    ['issues', { action: 'reopened' }, { issue: { state: 'open', state_reason: 'reopened' } }],
    [
      'release',
      { tag: 'v3', title: 'T', body: 'B', prerelease: true, private: true },
      { release: { tag_name: 'v3', name: 'T', body: 'B', prerelease: true }, repository: { private: true } },
    ],
    ['release', { action: 'created', draft: true }, { release: { draft: true, published_at: null } }],
    [
      'workflow_run',
      {
        workflow: 'Deploy',
        ref: 'x',
        conclusion: 'failure',
        startedBy: 'repository_dispatch',
        title: 'T',
        sha: SHA,
      },
      {
        workflow: { name: 'Deploy' },
        workflow_run: {
          name: 'Deploy',
          head_branch: 'x',
          head_sha: SHA,
          conclusion: 'failure',
          event: 'repository_dispatch',
          display_title: 'T',
        },
      },
    ],
    ['workflow_run', { action: 'requested' }, { workflow_run: { status: 'queued', conclusion: null } }],
  ])('of %s %j stands where GitHub puts it', async (event, options, expected) => {
    expect(await imagined(event, options)).toMatchObject(expected);
  });

  it('gives another commit each time', async () => {
    const all = await Promise.all([imagined('push'), imagined('push')]);
    expect(new Set(all.map((payload) => textAt(payload, 'after'))).size).toBe(2);
  });

  it('has the addresses of the GitHub that the server works with', async () => {
    const spoke = spokeOf('acme/captures', {}, undefined);
    const urls = { server: 'https://ghe.example.com', api: 'https://ghe.example.com/api/v3', graphql: 'x' };
    const { payload } = await imagineEvent('push', NONE, { spoke, urls, appId: 1 });
    expect(JSON.stringify(payload)).not.toContain('github.com');
    expect(payload['installation']).toMatchObject({ id: spoke.installationId });
    expect((await imagined('release'))['release']).toMatchObject({
      upload_url: expect.stringMatching(/^https:\/\/uploads\.github\.com\/repos\/acme\/captures\//),
    });
    expect(payload['repository']).toMatchObject({
      id: spoke.id,
      html_url: 'https://ghe.example.com/acme/captures',
    });
  });
});

const TEXT = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const NAME = fc.stringMatching(/^[\p{L}\p{N}_%#&'"$!+=;,<>`|(){}-]{1,20}$/u);
const LOGIN = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,20}$/);
const maybe = <T>(key: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [key]: given }));
const joined = (...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<Partial<HappeningOptions>> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Partial<HappeningOptions>);

const OF_ALL = joined(
  maybe('sender', LOGIN),
  fc.constantFrom({}, { private: true }, { public: true }),
  fc.constantFrom('acme/app', 'A.b-c/d_e.f', '-/-').map((repo) => ({ repo })),
);
const LABELS = fc.array(TEXT, { maxLength: 3 }).map((label) => ({ label }));
const ANY: Readonly<Record<EventName, fc.Arbitrary<Partial<HappeningOptions>>>> = {
  push: joined(
    fc.oneof(maybe('ref', NAME), maybe('tag', NAME)),
    fc.array(TEXT, { maxLength: 3 }).map((path) => ({ path })),
    maybe('message', TEXT),
    fc.constantFrom({}, { created: true }, { deleted: true }, { forced: true }),
  ),
  pull_request: joined(
    maybe('action', fc.constantFrom(...ACTIONS.pull_request)),
    ...['title', 'body'].map((key) => maybe(key, TEXT)),
    ...['head', 'base'].map((key) => maybe(key, NAME)),
    maybe('fork', LOGIN),
    LABELS,
    fc.constantFrom({}, { draft: true }, { merged: true }),
    maybe('number', fc.integer({ min: 1, max: 1e9 })),
  ),
  issues: joined(
    maybe('action', fc.constantFrom(...ACTIONS.issues)),
    ...['title', 'body'].map((key) => maybe(key, TEXT)),
    LABELS,
    maybe('number', fc.integer({ min: 1, max: 1e9 })),
  ),
  release: joined(
    maybe('action', fc.constantFrom(...ACTIONS.release)),
    ...['title', 'body'].map((key) => maybe(key, TEXT)),
    maybe('tag', NAME),
    fc.constantFrom({}, { draft: true }, { prerelease: true }),
  ),
  workflow_run: joined(
    maybe('action', fc.constantFrom(...ACTIONS.workflow_run)),
    ...['workflow', 'title'].map((key) => maybe(key, TEXT)),
    maybe('ref', NAME),
    maybe('conclusion', fc.constantFrom(...CONCLUSIONS)),
    maybe('startedBy', fc.constantFrom('push', 'repository_dispatch')),
  ),
};

it.each(EVENT_NAMES)(
  'whatever is said of %s is refused in words, or gives a valid payload',
  async (event) => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(ANY[event], OF_ALL, async (some, others) => {
        const all = { ...NONE, ...others, ...some };
        try {
          checkHappening(event, all);
        } catch (error) {
          expect(error).toMatchObject({ code: 'simulate-options' });
          return;
        }
        valid += 1;
        const payload = await imagined(event, all);
        expect(problemsOf(event, payload)).toEqual([]);
        const { action } = some;
        expect(textAt(payload, 'action')).toBe(event === 'push' ? undefined : (action ?? ACTIONS[event][0]));
      }),
      { numRuns: 60 },
    );
    expect(valid).toBeGreaterThan(10);
  },
);
