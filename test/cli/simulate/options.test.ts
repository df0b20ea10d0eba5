import { describe, expect, it } from 'vitest';
import { checkMode } from '../../../src/cli/simulate/check-mode.ts';
import { checkHappening } from '../../../src/cli/simulate/check-options.ts';
import { type HappeningOptions, type SimulateOptions } from '../../../src/cli/simulate/options.ts';
import { readSpoke, spokeOf } from '../../../src/cli/simulate/spoke.ts';
import { type Store } from '../../../src/flow/ports.ts';
import { aRepository } from '../../build/samples.ts';

const happening = (options: Partial<HappeningOptions>): HappeningOptions => ({
  repo: 'acme/app',
  path: [],
  label: [],
  ...options,
});

describe('what happens, as it is said on the command line', () => {
  it.each<[string, Partial<HappeningOptions>, string]>([
    ['star', {}, '"star" is no event of a route; there are push, pull_request'],
    ['push', { path: [''] }, '--path: write it as the repository has it'],
    ['push', { ref: 'a', tag: 'b' }, 'not of both'],
    ['push', { tag: 'v1', path: ['a'] }, 'The push of a tag lists no commits'],
    ['push', { ref: 'refs/tags/v1', message: 'a' }, 'The push of a tag lists no commits'],
    ['push', { deleted: true, message: 'a' }, 'has no commit any more'],
    ['push', { created: true, forced: true }, 'nothing that --forced could replace'],
    ['push', { ref: 'a..b' }, '--ref: git lets no branch'],
    ['push', { tag: 'a b' }, '--tag: git lets no branch'],
    ['push', { ref: 'x'.repeat(1_020) }, '--ref: git lets no branch'],
    ['push', { action: 'opened' }, '--action says nothing of push: a push has none'],
    ['push', { workflow: 'Build' }, '--workflow says nothing of push, which takes --repo'],
    ['push', { private: true, public: true }, 'either --private or --public'],
    ['push', { sender: 'no one' }, '--sender: nobody on GitHub is called so'],
    ['pull_request', { path: ['a'] }, 'Hub Relay asks GitHub for those of its number'],
    ['pull_request', { action: 'merged' }, 'pull_request has no action "merged" here; use opened, closed'],
    ['pull_request', { merged: true }, '--merged with --action closed'],
    ['pull_request', { head: 'main' }, 'is another branch than its --base'],
    ['pull_request', { draft: true, action: 'ready_for_review' }, 'is no --draft any more'],
    ['issues', { label: [''] }, '--label: there is nothing in it'],
    ['issues', { title: '' }, '--title: there is nothing in it'],
    ['release', { draft: true }, 'A --draft is not published'],
    ['release', { prerelease: true, action: 'released' }, 'is not released'],
    ['release', { ref: 'main' }, 'use --tag'],
    ['workflow_run', { conclusion: 'bad\u001b' }, '"bad\\u001b" is no conclusion of a run; use success'],
    ['workflow_run', { conclusion: 'success', action: 'requested' }, 'Only a run that is completed'],
  ])('cannot be %s %j', (event, options, why) => {
    expect(() => checkHappening(event, happening(options))).toThrow(why);
  });

  it('must name an event and a repository', () => {
    expect(() => checkHappening(undefined, happening({}))).toThrow('No event is named; there are push');
    expect(() => checkHappening('push', { path: [], label: [] })).toThrow('--repo owner/name');
  });

  it.each<[string, Partial<HappeningOptions>]>([
    ['push', { deleted: true, tag: 'v1' }],
    ['pull_request', { head: 'main', fork: 'stranger' }],
    ['workflow_run', { ref: 'main', startedBy: 'repository_dispatch', sender: 'hub-relay[bot]' }],
  ])('may be %s %j', (event, options) => {
    expect(checkHappening(event, happening(options))).toBe(event);
  });
});

describe('what is asked for beside it', () => {
  it.each<[string | undefined, Partial<SimulateOptions>, string]>([
    [undefined, { file: 'a', fromGithub: '1' }, 'either of a --file, or --from-github'],
    ['push', { event: 'push' }, '--event tells what a --file holds'],
    ['push', { file: 'a' }, 'The --file tells what happened: leave out "push".'],
    [undefined, { fromGithub: '1', repo: 'a/b', path: ['x'] }, 'leave out --repo, --path.'],
    ['push', { sameId: true }, '--same-id takes over the id'],
    [undefined, { fromGithub: '1', sameId: true, count: 2 }, 'all but one count for nothing'],
    ['push', { rate: 2 }, '--rate says how fast'],
    ['push', { count: 2, curl: true }, 'leave out --count'],
    ['push', { print: true, curl: true }, 'Either --print or --curl'],
    ['push', { json: true, curl: true }, 'no --json'],
  ])('cannot be %s %j', (event, options, why) => {
    const all = { path: [], label: [], follow: true, timeout: 1, ...options };
    expect(() => checkMode(event, all)).toThrow(why);
  });
});

describe('the repository where it happens', () => {
  const repository = { ...aRepository('acme/app'), visibility: 'private' } as const;
  const installation = { id: repository.installationId, account: 'acme', suspended: false, permissions: {} };

  it('is the one that the record knows', () => {
    expect(spokeOf('Acme/App', { private: true }, { repository, installation })).toMatchObject({
      id: repository.id,
      fullName: 'acme/app',
      installationId: repository.installationId,
      visibility: 'private',
    });
    expect(spokeOf('acme/app', {}, { repository, installation })).not.toHaveProperty('note');
  });

  it('is found by its name, or by one that it had', async () => {
    const renamed = { ...repository, formerNames: ['acme/old'] };
    const record = { repository: renamed, config: { state: 'missing' } } as const;
    const store = {
      repositories: {
        all: () => Promise.resolve([record]),
        installations: () => Promise.resolve([installation]),
      } as unknown as Store['repositories'],
    };
    expect(await readSpoke(store, 'ACME/app')).toEqual({ repository: renamed, installation });
    expect(await readSpoke(store, 'acme/old')).toEqual({ repository: renamed, installation });
    expect(await readSpoke(store, 'Acme/new')).toEqual({ installation });
    expect(await readSpoke(store, 'other/app')).toEqual({});
  });

  it('is not said to be what the record knows that it is not', () => {
    expect(() => spokeOf('acme/app', { public: true }, { repository })).toThrow(
      'acme/app is private, as the',
    );
    expect(() => spokeOf('acme/app', { installation: 5 }, { repository })).toThrow('is in the installation');
  });

  it('is made up where nobody knows it, with what will come of that', () => {
    const without = spokeOf('acme/app', {}, undefined);
    expect(without.note).toContain('There is no record here');
    expect(without.id).toBeGreaterThan(1e14);
    expect(Number.isSafeInteger(without.id)).toBe(true);
    expect(spokeOf('acme/new', {}, { installation })).toMatchObject({
      installationId: installation.id,
      note: expect.stringContaining('unless the App is given access'),
    });
    expect(spokeOf('other/app', {}, {}).note).toContain('The App is not installed on other');
    const suspended = { ...installation, suspended: true };
    expect(spokeOf('acme/app', {}, { repository, installation: suspended }).note).toContain('suspended');
  });
});
