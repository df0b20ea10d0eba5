import { describe, expect, it } from 'vitest';
import { type Event } from '../../src/core/event.ts';
import { compileExpression, evaluateCondition } from '../../src/core/expression.ts';
import { githubContext, githubFields } from '../../src/core/github-context.ts';
import { type JsonObject } from '../../src/core/json.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};
const REPOSITORY = {
  id: 9,
  full_name: 'acme/lib',
  default_branch: 'trunk',
  git_url: 'git://github.com/acme/lib.git',
  owner: { id: 8, login: 'acme' },
};

const event = (name: string, fields: JsonObject): Event => ({
  id: 'x',
  name,
  receivedAt: 0,
  payload: { repository: REPOSITORY, sender: { id: 5, login: 'mona' }, ...fields },
});

const pull = (fields: JsonObject): Event =>
  event('pull_request', {
    action: 'opened',
    pull_request: { number: 7, base: { ref: 'main' }, head: { ref: 'topic', sha: 'head1' }, ...fields },
  });

describe('githubContext', () => {
  it('has the fields of Actions’ own, and no others', () => {
    const push = event('push', { ref: 'refs/heads/a/b', after: 'c0ffee' });
    expect(githubFields(push, URLS)).toEqual({
      event: push.payload,
      event_name: 'push',
      actor: 'mona',
      actor_id: '5',
      triggering_actor: 'mona',
      repository: 'acme/lib',
      repository_id: '9',
      repository_owner: 'acme',
      repository_owner_id: '8',
      repositoryUrl: 'git://github.com/acme/lib.git',
      ref: 'refs/heads/a/b',
      ref_name: 'a/b',
      ref_type: 'branch',
      sha: 'c0ffee',
      head_ref: '',
      base_ref: '',
      server_url: 'https://github.com',
      api_url: 'https://api.github.com',
      graphql_url: 'https://api.github.com/graphql',
    });
  });

  it.each<[string, Event, JsonObject]>([
    [
      'a pushed tag',
      event('push', { ref: 'refs/tags/v1', after: 'tagobject', head_commit: { id: 'commit1' } }),
      { ref: 'refs/tags/v1', ref_name: 'v1', ref_type: 'tag', sha: 'commit1' },
    ],
    [
      'an open pull request',
      pull({ merge_commit_sha: 'merge1', merged: false }),
      {
        ref: 'refs/pull/7/merge',
        ref_name: '7/merge',
        ref_type: 'branch',
        sha: 'merge1',
        head_ref: 'topic',
        base_ref: 'main',
      },
    ],
    ['a pull request without a merge commit', pull({ merge_commit_sha: null }), { sha: 'head1' }],
    [
      'a merged pull request',
      pull({ merge_commit_sha: 'm', merged: true }),
      { ref: 'refs/heads/main', ref_name: 'main' },
    ],
    [
      'an issue',
      event('issues', { action: 'opened' }),
      { ref: 'refs/heads/trunk', ref_name: 'trunk', sha: '' },
    ],
    [
      'a release',
      event('release', { release: { tag_name: 'v2' } }),
      { ref: 'refs/tags/v2', ref_type: 'tag', sha: '' },
    ],
    [
      'a workflow run',
      event('workflow_run', { workflow_run: { head_sha: 'x' } }),
      { ref: 'refs/heads/trunk', sha: '' },
    ],
    [
      'a payload with nothing in it',
      { ...event('issues', {}), payload: {} },
      { ref: '', ref_name: '', ref_type: '' },
    ],
  ])('gives %s the ref and sha that Actions gives it', (_, sent, expected) => {
    expect(githubFields(sent, URLS)).toMatchObject(expected);
  });

  it('opens only what an expression reads', () => {
    const trap = {
      event: {
        get unread(): string {
          throw new Error('was read');
        },
      },
    };
    const compiled = compileExpression("github.event.event.other == null && github.event_name == 'push'");
    if ('problem' in compiled) throw new Error(compiled.problem);
    expect(evaluateCondition(compiled, githubContext(event('push', trap), URLS)).passed).toBe(true);
  });
});
