import { DatabaseSync } from 'node:sqlite';
import { connect } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({ prepare: (sandbox) => sandbox.createRepository({ fullName: 'acme/app' }) });
});
afterAll(() => stage.close());

const PUSH = JSON.stringify({
  ref: 'refs/heads/main',
  before: 'a',
  after: 'b',
  commits: [],
  repository: { id: 1, full_name: 'nobody/here' },
});
const stored = async (): Promise<number> => (await stage.store.events.list({ limit: 1000 })).length;

describe('what arrives at the webhook’s address', () => {
  it.each<[string, Record<string, string | undefined>, string, number]>([
    ['a wrong signature', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, PUSH, 400],
    ['a signature of another kind', { 'x-hub-signature-256': 'sha1=abc' }, PUSH, 400],
    ['no signature', { 'x-hub-signature-256': undefined }, PUSH, 400],
    ['no delivery id', { 'x-github-delivery': undefined }, PUSH, 400],
    ['no event name', { 'x-github-event': undefined }, PUSH, 400],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, PUSH, 415],
    ['no JSON', {}, '{"ref": ', 400],
    ['a number', {}, '5', 400],
    ['null', {}, 'null', 400],
    ['a list', {}, '[]', 400],
    ['nothing', {}, '', 400],
    ['an action that is no text and cannot become one', {}, '{"action":{"toString":1}}', 400],
  ])('answers %s with 4xx and stores nothing', async (_, headers, body, status) => {
    const before = await stored();
    const response = await post(stage.webhookUrl, sign('push', body, headers));
    expect(response.status).toBe(status);
    expect(await response.text()).not.toMatch(/\bat .*\.(ts|js):/);
    expect(await stored()).toBe(before);
  });

  it.each([
    ['a push without commits', 'push', '{"ref":"refs/heads/main"}', 'commits (array)'],
    [
      'an installation that is a text',
      'issues',
      '{"action":"opened","installation":"x"}',
      'issue.number (number)',
    ],
    ['an installation id that is no number', 'push', '{"installation":{"id":"x"}}', 'repository.id (number)'],
    [
      'an installation of null',
      'installation',
      '{"action":"created","installation":null}',
      'installation.id (number)',
    ],
    ['keys of the prototype', 'release', '{"__proto__":{"action":"published"}}', 'action (string)'],
  ])('keeps %s as rejected, says why, and answers 200', async (_, name, body, missing) => {
    const signed = sign(name, body);
    expect((await post(stage.webhookUrl, signed)).status).toBe(200);
    const event = await stage.store.events.find(signed.headers['x-github-delivery']!);
    expect(event?.state).toBe('rejected');
    expect(event?.reason).toContain(missing);
    expect(event?.body).toBe(body);
  });

  it('survives JSON that is nested very deep', async () => {
    const deep = `{"ref":"x","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const signed = sign('push', deep);
    expect((await post(stage.webhookUrl, signed)).status).toBe(200);
    expect((await stage.store.events.find(signed.headers['x-github-delivery']!))?.state).toBe('rejected');
  });

  it('answers an event of a repository that it does not know with 200, and explains it', async () => {
    const signed = sign('push', PUSH);
    expect((await post(stage.webhookUrl, signed)).status).toBe(200);
    const { event } = await stage.settled(signed.headers['x-github-delivery']);
    expect(event.verdict?.reason).toBe('the App is not installed on nobody/here');
  });

  it('answers 413 to a body that says it is over 25 MB, without reading it', async () => {
    const { port } = new URL(stage.webhookUrl);
    const { headers } = sign('push', '{}');
    const socket = connect(Number(port), '127.0.0.1');
    const lines = Object.entries({ ...headers, host: 'x', 'content-length': String(26 * 1024 * 1024) });
    socket.write(
      `POST /api/github/webhooks HTTP/1.1\r\n${lines.map(([k, v]) => `${k}: ${v}`).join('\r\n')}\r\n\r\n{`,
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 413 /);
    socket.destroy();
  });

  it('answers 413 to a body that turns out to be over 25 MB, and reads no further', async () => {
    const chunk = new Uint8Array(1024 * 1024).fill(32);
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        controller.enqueue(chunk);
        sent += 1;
        if (sent === 200) controller.close();
      },
    });
    const { headers } = sign('push', '{}');
    const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const status = await fetch(stage.webhookUrl, request).then(
      (response) => response.status,
      () => 'closed',
    );
    expect([413, 'closed']).toContain(status);
    expect(sent).toBeLessThan(100);
  });

  it('says 404 elsewhere, and at its root only how to sign in', async () => {
    expect((await fetch(`${stage.service!.url}/elsewhere`)).status).toBe(404);
    const page = await fetch(stage.service!.url);
    expect(page.url).toBe(`${stage.service!.url}/sign-in`);
    expect(await page.text()).toContain('Sign in to Hub Relay');
    expect((await fetch(stage.webhookUrl)).status).toBe(404);
  });

  it('answers 503 when the commit does not come within 5 s, and takes the redelivery afterwards', async () => {
    const lock = new DatabaseSync(join(stage.folder, 'relay.db'));
    await until(() => lock.exec('BEGIN IMMEDIATE'));
    const signed = sign('push', PUSH);
    const response = await post(stage.webhookUrl, signed);
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('could not be written to the database');
    lock.exec('ROLLBACK');
    lock.close();
    expect((await post(stage.webhookUrl, signed)).status).toBe(200);
    expect((await stage.settled(signed.headers['x-github-delivery'])).event.state).toBe('planned');
  });
});
