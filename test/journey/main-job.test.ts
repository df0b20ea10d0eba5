import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { CONFIG, Stage } from '../build/stage.ts';

const SPOKE = `
notify:
  - hub: acme/docs
    on: { push: { branches: [main], paths: ['docs/**'] }, release: { types: [published] } }
    if: "!contains(github.event.head_commit.message, '[skip hub]')"
  - hub: other/site
    on: { push: { tags: ['v*'] } }
    event-type: component-tagged
    payload:
      name: \${{ github.event.repository.name }}
      tag: \${{ github.ref_name }}
      repository: \${{ github.event.repository }}
`;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other'],
    prepare: (sandbox: Sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: SPOKE } });
      sandbox.createRepository({ fullName: 'acme/docs', files: { [CONFIG]: 'accept: [{ from: acme/* }]' } });
      const hub = `
accept: [{ from: acme/app, event-types: [component-tagged] }]
subscribe:
  - from: acme/player
    on: { issues: { types: [opened] }, pull_request: { types: [closed], paths: ['api/**'] } }
  - from: acme/player
    on: { workflow_run: { workflows: [Build], types: [completed] } }
    event-type: built
`;
      sandbox.createRepository({ fullName: 'other/site', files: { [CONFIG]: hub } });
      sandbox.createRepository({ fullName: 'acme/player' });
    },
  });
});
afterAll(() => stage.close());

describe('the main job', () => {
  it('answers GitHub with 200, then tells the hub, with everything that it needs to know', async () => {
    const { delivery, sha } = await stage.sandbox.putFile('acme/app', 'docs/a.md', 'a', {
      message: 'Add a\n\nbecause',
    });
    expect(delivery?.statusCode).toBe(200);
    const { event, notifications } = await stage.settled(delivery?.guid);
    expect(event.verdict?.reason).toBe('1 of 2 routes fire');
    expect(notifications).toMatchObject([
      { state: 'delivered', hub: 'acme/docs', eventType: 'push', attempts: 1 },
    ]);
    const [notification] = notifications;
    expect(stage.dispatches('acme/docs').at(-1)).toMatchObject({
      eventType: 'push',
      clientPayload: {
        relay: {
          version: 1,
          id: notification!.id,
          event_id: delivery?.guid,
          route: 'acme/app:notify[0]',
          attempt: 1,
          hop: 1,
          via: ['acme/app'],
        },
        event: 'push',
        action: null,
        repository: 'acme/app',
        ref: 'refs/heads/main',
        sha,
        sender: 'mona',
        subject: { kind: 'push', message: 'Add a', commits: 1 },
      },
    });
    expect(await stage.store.notifications.attempts(notification!.id)).toMatchObject([
      { number: 1, status: 204, outcome: 'delivered', mayHaveArrived: false },
    ]);
  });

  it('keeps quiet where a filter or the condition says so, and records why', async () => {
    const paths = await stage.sandbox.putFile('acme/app', 'src/a.ts', 'a');
    const skipped = await stage.sandbox.putFile('acme/app', 'docs/b.md', 'b', { message: 'typo [skip hub]' });
    for (const [emitted, rule] of [
      [paths, 'paths'],
      [skipped, 'if'],
    ] as const) {
      const { event, notifications } = await stage.settled(emitted.delivery?.guid);
      expect(notifications).toEqual([]);
      expect(JSON.stringify(event.verdict)).toContain(rule);
      expect(event.verdict?.passed).toBe(false);
    }
  });

  it('tells a hub of another owner with that owner’s installation, and the route’s own payload', async () => {
    const { delivery } = await stage.sandbox.push('acme/app', { tag: 'v2.0.0' });
    await stage.settled(delivery?.guid);
    const dispatch = stage.sandbox.repository('other/site').dispatches.at(-1);
    expect(dispatch).toMatchObject({
      eventType: 'component-tagged',
      installationId: stage.installations.get('other')?.id,
      clientPayload: { name: 'app', tag: 'v2.0.0', repository: { full_name: 'acme/app' } },
    });
  });

  it('tells a hub that subscribes, though the spoke has no file', async () => {
    const issue = await stage.sandbox.openIssue('acme/player', { title: 'It stops' });
    const run = await stage.sandbox.completeWorkflowRun('acme/player', { name: 'Build' });
    await stage.settled(issue.delivery?.guid);
    await stage.settled(run.delivery?.guid);
    expect(
      stage
        .dispatches('other/site')
        .slice(-2)
        .map(({ eventType }) => eventType)
        .toSorted(),
    ).toEqual(['built', 'issues-opened']);
  });

  it('reads the changed files of a pull request from GitHub', async () => {
    const files = { modified: ['api/a.yml'] };
    const { number } = await stage.sandbox.openPullRequest('acme/player', { head: 'api', files });
    const { delivery } = await stage.sandbox.pullRequest('acme/player', number, 'closed');
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications).toMatchObject([{ state: 'delivered', eventType: 'pull_request-closed' }]);
    expect(
      stage.sandbox.exchanges.some(({ path }) => path === `/repos/acme/player/pulls/${number}/files`),
    ).toBe(true);
  });

  it('tells nobody twice when GitHub redelivers, and says 200', async () => {
    const { delivery } = await stage.sandbox.putFile('acme/app', 'docs/c.md', 'c');
    await stage.settled(delivery?.guid);
    const before = stage.dispatches('acme/docs').length;
    expect((await stage.sandbox.redeliver(delivery!.id)).statusCode).toBe(200);
    expect((await stage.settled(delivery?.guid)).notifications).toHaveLength(1);
    expect(stage.dispatches('acme/docs')).toHaveLength(before);
  });

  it('asks GitHub nothing but the dispatch itself once it has a token', async () => {
    const before = stage.sandbox.exchanges.length;
    const { delivery } = await stage.sandbox.putFile('acme/app', 'docs/d.md', 'd');
    await stage.settled(delivery?.guid);
    const asked = stage.sandbox.exchanges.slice(before).map(({ method, path }) => `${method} ${path}`);
    expect(asked).toEqual(['POST /repos/acme/docs/dispatches']);
  });

  it('sends with a token that can write to the hub and do nothing else', () => {
    const bodies = stage.sandbox.exchanges
      .filter(({ path }) => path.endsWith('/access_tokens'))
      .map(
        ({ requestBody }) =>
          requestBody as { permissions?: object; repository_ids?: readonly number[] } | undefined,
      );
    const narrowed = bodies.filter((body) => body?.repository_ids !== undefined);
    expect(narrowed.length).toBeGreaterThanOrEqual(2);
    for (const body of narrowed) {
      expect(body).toMatchObject({ permissions: { contents: 'write' } });
      expect(body?.repository_ids).toHaveLength(1);
    }
  });
});
