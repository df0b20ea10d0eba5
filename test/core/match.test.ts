import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { type ChangedFiles, factsOf } from '../../src/core/facts.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { matchOn, needsChangedFiles } from '../../src/core/match.ts';
import { type EventFilter, type On } from '../../src/core/route.ts';
import { type Verdict } from '../../src/core/verdict.ts';

const event = (name: string, payload: JsonObject): Event => ({
  id: '11111111-1111-4111-8111-111111111111',
  name,
  receivedAt: 0,
  ...(typeof payload.action === 'string' && { action: payload.action }),
  payload,
});

const commit = (...modified: string[]): JsonObject => ({ added: [], modified, removed: [] });

const push = (fields: JsonObject = {}): Event =>
  event('push', {
    ref: 'refs/heads/main',
    deleted: false,
    forced: false,
    commits: [commit('src/a.ts')],
    ...fields,
  });

const pull = (action = 'opened', base = 'main'): Event =>
  event('pull_request', { action, pull_request: { number: 7, base: { ref: base }, head: { ref: 'topic' } } });

const release = (action: string, draft: boolean): Event =>
  event('release', { action, release: { tag_name: 'v1', draft } });

const run = (action: string, branch: string, name = 'Build'): Event =>
  event('workflow_run', { action, workflow_run: { id: 1, name, head_branch: branch } });

const pushOn = (filter: EventFilter, sent: Event): Verdict => matchOn({ push: filter }, factsOf(sent));
const pullOn = (filter: EventFilter, sent: Event, files?: ChangedFiles): Verdict =>
  matchOn({ pull_request: filter }, factsOf(sent, files));

const known = (...files: string[]): ChangedFiles => ({ known: true, files });
const TAG = { ref: 'refs/tags/v1.0' };

describe('matchOn', () => {
  it('refuses an event that the route does not name, and says which it names', () => {
    const verdict = matchOn({ release: {}, issues: {} }, factsOf(push()));
    expect(verdict).toEqual({
      rule: 'on',
      passed: false,
      reason: 'push is not among the events of this route: release, issues',
    });
  });

  it('refuses an event that no route can name', () => {
    expect(matchOn({ push: {} }, factsOf(event('constructor', {}))).passed).toBe(false);
  });

  it('keeps every filter that it looked at, under the name of the event', () => {
    const verdict = pushOn({ branches: ['main'], paths: ['src/**'] }, push());
    expect(verdict.rule).toBe('on.push');
    expect(verdict.reason).toBe('push, and every filter passes');
    expect(verdict.parts).toEqual([
      { rule: 'on.push.branches', passed: true, reason: 'branch "main" matches "main"' },
      { rule: 'on.push.paths', passed: true, reason: 'changed file "src/a.ts" matches "src/**"' },
    ]);
  });

  it('refuses with the reason of the filter that failed, and needs branches and paths both', () => {
    const verdict = pushOn({ branches: ['main'], paths: ['docs/**'] }, push());
    expect(verdict.passed).toBe(false);
    expect(verdict.reason).toBe('no changed file matches paths [docs/**]; 1 file changed: src/a.ts');
    expect(pushOn({ branches: ['next'], paths: ['src/**'] }, push()).passed).toBe(false);
  });
});

describe('push', () => {
  it.each<[string, EventFilter, JsonObject, boolean, string]>([
    [
      'a branch that matches',
      { branches: ['rel*'] },
      { ref: 'refs/heads/rel1' },
      true,
      'branch "rel1" matches "rel*"',
    ],
    [
      'a branch that does not match',
      { branches: ['a', 'b'] },
      {},
      false,
      'branch "main" matches none of [a, b]',
    ],
    [
      'a branch taken out again',
      { branches: ['**', '!main'] },
      {},
      false,
      'branch "main" is taken out by "!main"',
    ],
    ['an ignored branch', { 'branches-ignore': ['ma*'] }, {}, false, 'branch "main" is ignored by "ma*"'],
    [
      'a branch that is not ignored',
      { 'branches-ignore': ['x'] },
      {},
      true,
      'branch "main" is not ignored by [x]',
    ],
    ['a tag that matches', { tags: ['v*'] }, TAG, true, 'tag "v1.0" matches "v*"'],
    ['a tag that does not match', { tags: ['w*'] }, TAG, false, 'tag "v1.0" matches none of [w*]'],
    ['an ignored tag', { 'tags-ignore': ['v1.*'] }, TAG, false, 'tag "v1.0" is ignored by "v1.*"'],
    [
      'a tag where only branches are filtered',
      { branches: ['**'] },
      TAG,
      false,
      '"v1.0" is a tag, and this route filters only branches',
    ],
    [
      'a tag where branches are ignored',
      { 'branches-ignore': ['x'] },
      TAG,
      false,
      '"v1.0" is a tag, and this route filters only branches',
    ],
    [
      'a branch where only tags are filtered',
      { tags: ['**'] },
      {},
      false,
      '"main" is a branch, and this route filters only tags',
    ],
    [
      'a branch where both are filtered',
      { branches: ['main'], tags: ['x'] },
      {},
      true,
      'branch "main" matches "main"',
    ],
    [
      'a tag where both are filtered',
      { branches: ['x'], tags: ['v**'] },
      TAG,
      true,
      'tag "v1.0" matches "v**"',
    ],
    [
      'another ref where refs are filtered',
      { branches: ['**'] },
      { ref: 'refs/notes/x' },
      false,
      'ref "refs/notes/x" is neither a branch nor a tag, and this route filters them',
    ],
  ])('decides on %s', (_, filter, fields, passed, reason) => {
    const verdict = pushOn(filter, push(fields));
    expect(verdict.passed).toBe(passed);
    expect(verdict.parts?.map((part) => part.reason)).toEqual([reason]);
  });

  it('passes branches, tags and other refs where nothing is filtered', () => {
    for (const ref of ['refs/heads/main', 'refs/tags/v1', 'refs/notes/x'])
      expect(pushOn({}, push({ ref }))).toEqual({
        rule: 'on.push',
        passed: true,
        reason: 'push, without filters',
        parts: [],
      });
  });

  it('starts nothing when a ref is deleted', () => {
    expect(pushOn({}, push({ deleted: true }))).toMatchObject({
      passed: false,
      reason: 'this push deletes a ref',
    });
  });

  it('does not look at paths when a tag is pushed', () => {
    const verdict = pushOn({ paths: ['docs/**'] }, push({ ...TAG, commits: [commit('src/a.ts')] }));
    expect(verdict.parts?.[0]?.reason).toBe('path filters are not looked at when a tag is pushed');
    expect(verdict.passed).toBe(true);
  });

  it('looks at what all commits added, modified and removed', () => {
    const commits = [
      { added: ['a/1'], modified: [], removed: [] },
      { added: [], modified: ['b/1'], removed: [] },
      { added: [], modified: [], removed: ['c/1'] },
    ];
    for (const paths of [['a/*'], ['b/*'], ['c/*']])
      expect(pushOn({ paths }, push({ commits })).passed).toBe(true);
    expect(pushOn({ paths: ['d/*'] }, push({ commits })).reason).toBe(
      'no changed file matches paths [d/*]; 3 files changed, the first is a/1',
    );
  });

  it('lets a path taken out by ! not count', () => {
    const paths = ['sub-project/**', '!sub-project/docs/**'];
    expect(pushOn({ paths }, push({ commits: [commit('sub-project/docs/readme.md')] })).passed).toBe(false);
    expect(pushOn({ paths }, push({ commits: [commit('sub-project/src/index.js')] })).passed).toBe(true);
  });

  it('ignores a push only when all its files are ignored', () => {
    const ignore: EventFilter = { 'paths-ignore': ['docs/**'] };
    expect(pushOn(ignore, push({ commits: [commit('docs/a', 'docs/b')] })).reason).toBe(
      'all changed files match paths-ignore [docs/**]; 2 files changed, the first is docs/a',
    );
    expect(pushOn(ignore, push({ commits: [commit('docs/a', 'src/b')] })).parts?.[0]?.reason).toBe(
      'changed file "src/b" is not ignored by [docs/**]',
    );
  });

  it.each<[string, JsonObject, string]>([
    ['forced', { forced: true }, 'a forced push does not list all that it changed'],
    [
      'at the cap of commits',
      { commits: Array<JsonObject>(2048).fill(commit('src/a')) },
      'GitHub lists at most 2048 commits of a push',
    ],
    [
      'of a new ref without commits',
      { created: true, commits: [] },
      'the ref is new and its push lists no commits',
    ],
    ['without commits', { commits: [] }, 'the push lists no commits'],
    [
      'with a commit without files',
      { commits: [commit('src/a'), commit()] },
      'the push has a commit without a list of files',
    ],
    [
      'with a commit at the cap of files',
      { commits: [commit(...Array.from({ length: 3000 }, (_, n) => `src/${n}`))] },
      'GitHub lists at most 3000 files of a commit',
    ],
  ])('matches paths to be safe when it is %s', (_, fields, why) => {
    for (const filter of [{ paths: ['docs/**'] }, { 'paths-ignore': ['**'] }]) {
      const verdict = pushOn(filter, push(fields));
      expect(verdict.passed).toBe(true);
      expect(verdict.parts?.[0]?.reason).toBe(`matched to be safe: ${why}`);
    }
  });

  it('is sure just below the cap of commits', () => {
    const commits = Array<JsonObject>(2047).fill(commit('src/a'));
    expect(pushOn({ paths: ['docs/**'] }, push({ commits })).passed).toBe(false);
  });

  it('stops comparing and matches when files and patterns are too many', () => {
    const files = Array.from({ length: 2900 }, (_, n) => `${'a'.repeat(200)}${n}`);
    const paths = Array.from({ length: 100 }, () => `${'**a'.repeat(30)}x`);
    const verdict = pushOn({ paths }, push({ commits: [commit(...files)] }));
    expect(verdict.passed).toBe(true);
    expect(verdict.parts?.[0]?.reason).toMatch(
      /^matched to be safe: 2900 files changed, .* too many to compare with/,
    );
  });

  it('fails, and says why, on patterns that cannot be read', () => {
    expect(pushOn({ branches: ['['] }, push()).reason).toMatch(
      /^\[\[\] can't be used: its "\[" is never closed/,
    );
  });
});

describe('pull_request', () => {
  it('has opened, synchronize and reopened as its default types', () => {
    for (const action of ['opened', 'synchronize', 'reopened'])
      expect(pullOn({}, pull(action)).passed).toBe(true);
    expect(pullOn({}, pull('closed')).reason).toBe(
      'type "closed" is not one of the default types [opened, synchronize, reopened]',
    );
    expect(pullOn({ types: ['closed'] }, pull('closed')).passed).toBe(true);
    expect(pullOn({ types: ['closed'] }, pull('opened')).passed).toBe(false);
  });

  it('compares branches with the base branch', () => {
    expect(pullOn({ branches: ['main'] }, pull('opened', 'main')).passed).toBe(true);
    expect(pullOn({ branches: ['topic'] }, pull('opened', 'main')).passed).toBe(false);
  });

  it('compares paths with the files that the caller read', () => {
    expect(pullOn({ paths: ['docs/**'] }, pull(), known('docs/a')).passed).toBe(true);
    expect(pullOn({ paths: ['docs/**'] }, pull(), known('src/a')).passed).toBe(false);
    expect(pullOn({ 'paths-ignore': ['docs/**'] }, pull(), known()).reason).toBe('no file was changed');
  });

  it('matches paths to be safe when the files are not known, or at GitHub’s limit', () => {
    const filter: EventFilter = { paths: ['docs/**'] };
    expect(pullOn(filter, pull()).parts?.[1]?.reason).toBe(
      'matched to be safe: the changed files are not known',
    );
    expect(pullOn(filter, pull(), { known: false, why: 'GitHub did not answer' }).parts?.[1]?.reason).toBe(
      'matched to be safe: GitHub did not answer',
    );
    const many = known(...Array.from({ length: 3000 }, (_, n) => `src/${n}`));
    expect(pullOn(filter, pull(), many).parts?.[1]?.reason).toBe(
      'matched to be safe: GitHub lists at most 3000 files of a pull request',
    );
  });
});

describe('needsChangedFiles', () => {
  const withPaths: On = { pull_request: { branches: ['main'], paths: ['docs/**'] } };

  it('asks for the files of a pull request that passes all other filters', () => {
    expect(needsChangedFiles(withPaths, pull())).toBe(true);
    expect(needsChangedFiles({ pull_request: { 'paths-ignore': ['x'] } }, pull())).toBe(true);
  });

  it('does not ask where the answer is known without them', () => {
    expect(needsChangedFiles(withPaths, pull('closed'))).toBe(false);
    expect(needsChangedFiles(withPaths, pull('opened', 'next'))).toBe(false);
    expect(needsChangedFiles({ pull_request: {} }, pull())).toBe(false);
    expect(needsChangedFiles({ push: { paths: ['a'] } }, push())).toBe(false);
    expect(needsChangedFiles({ push: { paths: ['a'] } }, pull())).toBe(false);
  });
});

describe('issues, release and workflow_run', () => {
  it('lets every type of an issue pass unless types say otherwise', () => {
    const facts = factsOf(event('issues', { action: 'pinned', issue: { number: 1 } }));
    expect(matchOn({ issues: {} }, facts).parts?.[0]?.reason).toBe('all types pass; this one is "pinned"');
    expect(matchOn({ issues: { types: ['opened'] } }, facts).passed).toBe(false);
  });

  it('starts nothing for a draft release that is created, edited or deleted', () => {
    for (const action of ['created', 'edited', 'deleted']) {
      const verdict = matchOn({ release: { types: [action] } }, factsOf(release(action, true)));
      expect(verdict.reason).toBe(`the release is a draft, and a draft that is ${action} starts nothing`);
      expect(matchOn({ release: {} }, factsOf(release(action, false))).passed).toBe(true);
    }
    expect(matchOn({ release: {} }, factsOf(release('published', true))).passed).toBe(true);
  });

  it('compares a run with its head branch, its type and the exact name of its workflow', () => {
    const on = (filter: EventFilter, sent: Event) => matchOn({ workflow_run: filter }, factsOf(sent)).passed;
    for (const action of ['completed', 'requested', 'in_progress'])
      expect(on({}, run(action, 'main'))).toBe(true);
    expect(on({ types: ['completed'] }, run('requested', 'main'))).toBe(false);
    expect(on({ branches: ['releases/**'] }, run('completed', 'releases/1'))).toBe(true);
    expect(on({ 'branches-ignore': ['canary'] }, run('completed', 'canary'))).toBe(false);
    expect(on({ workflows: ['Staging', 'Build'] }, run('completed', 'main'))).toBe(true);
    expect(on({ workflows: ['B*', 'build'] }, run('completed', 'main'))).toBe(false);
  });
});
