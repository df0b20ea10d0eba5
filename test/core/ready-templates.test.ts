import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type Event, EVENT_NAMES, readEvent } from '../../src/core/event.ts';
import { interpolate } from '../../src/core/expression.ts';
import { githubContext } from '../../src/core/github-context.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { READY_TEMPLATES } from '../../src/core/ready-templates.ts';
import { aPullRequest, aPush, anEvent } from '../build/samples.ts';

const file = createRequire(import.meta.url).resolve('@octokit/webhooks-examples/api.github.com/index.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as readonly {
  readonly name: string;
  readonly examples: readonly JsonObject[];
}[];
const urls = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const fill = (event: Event) => interpolate(READY_TEMPLATES['deploy-status'], githubContext(event, urls));
const eventsOf = (name: string): readonly Event[] =>
  examples
    .filter((entry) => entry.name === name)
    .flatMap((entry) => entry.examples)
    .map((payload, index) => readEvent({ id: `${name}-${index}`, name, payload, receivedAt: 0 }).event);

describe('the ready template deploy-status', () => {
  it.each(EVENT_NAMES)('says something for every recorded payload of %s', (name) => {
    const events = eventsOf(name);
    expect(events.length).toBeGreaterThan(4);
    for (const event of events) {
      expect(fill(event)).toEqual({
        value: {
          status: expect.stringMatching(/^[a-z_]+$/) as string,
          message: expect.stringMatching(/^\S.+ \(.+\)$/) as string,
          timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as string,
        },
      });
    }
  });

  it('says how a deploy ended, where, and when', () => {
    const run = {
      name: 'Deploy',
      path: '.github/workflows/deploy.yml',
      status: 'completed',
      conclusion: 'success',
      head_branch: 'main',
      updated_at: '2026-11-24T10:00:00Z',
    };
    const repository = { full_name: 'acme/api', updated_at: '2020-01-01T00:00:00Z' };
    const about = (workflow_run: JsonObject) =>
      fill(anEvent('workflow_run', { action: 'completed', workflow_run, repository }));
    expect(about(run)).toEqual({
      value: {
        status: 'success',
        message: 'Deploy completed: success (acme/api, main)',
        timestamp: '2026-11-24T10:00:00Z',
      },
    });
    expect(about({ ...run, name: '', conclusion: 'failure' })).toMatchObject({
      value: {
        status: 'failure',
        message: '.github/workflows/deploy.yml completed: failure (acme/api, main)',
      },
    });
  });

  it('says of other events what happened', () => {
    expect(fill(aPush('acme/api'))).toMatchObject({
      value: { status: 'push', message: 'push by ada (acme/api, main)' },
    });
    expect(fill(aPullRequest('acme/api'))).toMatchObject({
      value: { status: 'opened', message: 'pull request #7 opened: Better words (acme/api, main)' },
    });
    expect(fill(aPullRequest('acme/api', { merged: true }, 'closed'))).toMatchObject({
      value: { status: 'merged', message: 'pull request #7 merged: Better words (acme/api, main)' },
    });
    const release = { tag_name: 'v1', published_at: '2026-11-24T10:00:00Z' };
    const published = { action: 'published', release, repository: { full_name: 'acme/api' } };
    expect(fill(anEvent('release', published))).toEqual({
      value: {
        status: 'published',
        message: 'release v1 published (acme/api)',
        timestamp: '2026-11-24T10:00:00Z',
      },
    });
  });
});
