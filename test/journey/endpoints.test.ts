import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verify } from '@octokit/webhooks-methods';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JsonObject } from '../../src/core/json.ts';
import { type Received, startReceiver, type Told } from '../build/https-server.ts';
import { isSecret } from '../build/said.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const [NEW, OLD] = [1, 2].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`) as [
  string,
  string,
];
const GITHUB_SECRET = 'a-secret-in-the-style-of-github';
for (const secret of [NEW, OLD, GITHUB_SECRET]) isSecret(secret);

/** What is answered at each path next; 204 where nothing is. */
const answers = new Map<string, Told[]>();
const folder = mkdtempSync(join(tmpdir(), 'hub-relay-endpoints-'));
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let stage: Stage;
let passed = 0;
const routeTo = (endpoint: string): Record<string, string> => ({
  [CONFIG]: `notify: [{ endpoint: ${endpoint}, on: [push, workflow_run], report: true }]`,
});

beforeAll(async () => {
  receiver = await startReceiver({ answer: ({ path }) => answers.get(path)?.shift() ?? { status: 204 } });
  stage = await Stage.empty({
    clock: { now: () => Date.now() + passed, random: Math.random },
    env: {
      ENDPOINTS_FILE: join(folder, 'endpoints.yml'),
      ENDPOINT_ALLOWED_SUBNETS: '127.0.0.0/8',
      NEW_SECRET: NEW,
      OLD_SECRET: OLD,
      GITHUB_STYLE_SECRET: GITHUB_SECRET,
    },
    prepare: (sandbox) => {
      const repositories = {
        plain: 'plain',
        github: 'github',
        deploy: 'deploy',
        moody: 'moody',
        gone: 'gone',
      };
      for (const [name, endpoint] of Object.entries(repositories))
        sandbox.createRepository({
          fullName: `acme/${name}`,
          visibility: 'private',
          files: routeTo(endpoint),
        });
      sandbox.createRepository({ fullName: 'acme/curious', files: routeTo('closed') });
      sandbox.createRepository({ fullName: 'acme/guessing', files: routeTo('nothing') });
    },
  });
  const entry = (name: string, rest: string): string =>
    `  - { name: ${name}, url: '${receiver.url}/${name}', allow: acme/*, ${rest} }`;
  writeFileSync(
    join(folder, 'endpoints.yml'),
    [
      'endpoints:',
      entry('plain', 'secrets: [NEW_SECRET, OLD_SECRET]'),
      entry('github', 'secrets: GITHUB_STYLE_SECRET, format: github'),
      entry('deploy', 'secrets: NEW_SECRET, template: deploy-status'),
      entry('moody', 'secrets: NEW_SECRET'),
      entry('gone', 'secrets: NEW_SECRET'),
      entry('closed', 'secrets: NEW_SECRET').replace('acme/*', 'other/*'),
    ].join('\n'),
  );
  await stage.start();
});
afterAll(async () => {
  await stage.close();
  await receiver.close();
  rmSync(folder, { recursive: true });
});

/** Until so many requests came to this path. */
const received = (path: string, count = 1): Promise<readonly Received[]> =>
  until(() => {
    const requests = receiver.requests.filter((request) => request.path === path);
    expect(requests).toHaveLength(count);
    return requests;
  });
const bodyOf = ({ body }: Received): JsonObject => JSON.parse(body.toString()) as JsonObject;
const titleOn = (name: string): string | undefined =>
  stage.sandbox.repository(name).checkRuns.at(-1)?.output.title ?? undefined;

describe('an endpoint', () => {
  it('gets the envelope, signed so that the library of the specification takes it, by either secret', async () => {
    const { delivery, sha } = await stage.sandbox.push('acme/plain');
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications).toMatchObject([{ state: 'delivered', hub: 'endpoint:plain', eventType: 'push' }]);
    const [request] = await received('/plain');
    for (const secret of [NEW, OLD])
      new Webhook(secret).verify(request!.body.toString(), request!.headers as Record<string, string>);
    expect(request!.headers['webhook-id']).toBe(notifications[0]!.id);
    expect(bodyOf(request!)).toMatchObject({
      event: 'push',
      repository: 'acme/plain',
      sha,
      relay: { id: notifications[0]!.id, event_type: 'push', attempt: 1, via: ['acme/plain'] },
    });
  });

  it('gets it as from GitHub itself, where its format says so', async () => {
    const { delivery } = await stage.sandbox.push('acme/github');
    const { notifications } = await stage.settled(delivery?.guid);
    const [{ headers, body }] = (await received('/github')) as [Received];
    expect(headers).toMatchObject({ 'x-github-event': 'push', 'x-github-delivery': notifications[0]!.id });
    const signature = String(headers['x-hub-signature-256']);
    expect(await verify(GITHUB_SECRET, body.toString(), signature)).toBe(true);
  });

  it('gets what its template says of a run, and nothing beside it; the commit shows that it was told', async () => {
    await stage.sandbox.completeWorkflowRun('acme/deploy', { name: 'Deploy', conclusion: 'success' });
    const [request] = await received('/deploy');
    const body = bodyOf(request!);
    expect(Object.keys(body)).toEqual(['status', 'message', 'timestamp']);
    expect(body).toMatchObject({
      status: 'success',
      message: 'Deploy completed: success (acme/deploy, main)',
    });
    expect(Date.parse(body.timestamp as string)).toBeGreaterThan(0);
    await until(() => expect(titleOn('acme/deploy')).toMatch(/^told/));
  });

  it('is tried again after a failure, with the same id and a signature of its own', async () => {
    answers.set('/moody', [{ status: 500, body: 'the database of the receiver is away' }]);
    const { delivery } = await stage.sandbox.push('acme/moody');
    await stage.settled(delivery?.guid, ['waiting']);
    passed += 10_000;
    await stage.sandbox.push('acme/moody');
    await stage.settled(delivery?.guid);
    const [first, second] = await received('/moody', 3);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    expect(second!.headers['webhook-signature']).not.toBe(first!.headers['webhook-signature']);
    expect(bodyOf(second!)).toMatchObject({ relay: { attempt: 2 } });
    const shown = JSON.stringify(stage.sandbox.repository('acme/moody').checkRuns.map((run) => run.output));
    expect(shown).not.toContain('the database of the receiver');
  });

  it('that answers 410 is sent nothing more, until somebody has it tried again', async () => {
    answers.set('/gone', [{ status: 410 }]);
    const { delivery } = await stage.sandbox.push('acme/gone');
    const { notifications } = await stage.settled(delivery?.guid);
    expect(notifications).toMatchObject([{ state: 'dead', code: 'endpoint-gone' }]);
    expect(await stage.store.hubs.broken()).toMatchObject([{ hub: 'endpoint:gone', code: 'endpoint-gone' }]);
    const next = await stage.sandbox.push('acme/gone');
    await stage.settled(next.delivery?.guid, ['pending']);
    await stage.store.hubs.mend({ hubIds: [notifications[0]!.hubId!] });
    await stage.sandbox.push('acme/gone', { message: 'and so it goes on' });
    await stage.settled(next.delivery?.guid);
    await received('/gone', 3);
  });

  it.each([
    ['acme/curious', 'closed'],
    ['acme/guessing', 'nothing'],
  ])(
    'is not told of %s by those who may not use it, and nobody learns that there is one',
    async (name, endpoint) => {
      const { delivery } = await stage.sandbox.push(name);
      const { notifications } = await stage.settled(delivery?.guid);
      expect(notifications).toMatchObject([
        {
          state: 'refused',
          reason: `the operator defined no endpoint "${endpoint}" that is open to ${name}`,
        },
      ]);
    },
  );
});
