import { verify } from '@octokit/webhooks-methods';
import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, call } from './client.ts';
import { useReceiver } from './receiver.ts';

const SECRET = 'a secret';
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('webhooks', () => {
  const checked = useCheckedSandbox({ webhookTimeoutMs: 100 });
  const receiver = useReceiver();

  const setUp = (events: readonly string[] = ['push', 'repository']) => {
    const { sandbox } = checked();
    const { url: webhookUrl } = receiver();
    const app = sandbox.createApp({ name: 'Relay', events, webhookUrl, webhookSecret: SECRET });
    sandbox.createRepository({ fullName: 'acme/spoke', visibility: 'private' });
    const installation = sandbox.install(app, 'acme');
    const ask = (request: string) => call(sandbox, request, { authorization: asApp(sandbox, app) });
    return { sandbox, app, installation, ask };
  };

  const names = () => receiver().received.map(({ headers }) => headers['x-github-event']);

  it('are signed over the bytes that are sent, and name what they are', async () => {
    const { sandbox, app } = setUp();
    const { delivery } = await sandbox.putFile('acme/spoke', 'a.md', 'ä');
    const [{ headers, body }] = receiver().received as [{ headers: Record<string, string>; body: string }];
    expect(await verify(SECRET, body, headers['x-hub-signature-256'] ?? '')).toBe(true);
    expect(await verify('another secret', body, headers['x-hub-signature-256'] ?? '')).toBe(false);
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': expect.stringMatching(/^GitHub-Hookshot\//),
      'x-github-event': 'push',
      'x-github-delivery': expect.stringMatching(GUID),
      'x-github-hook-id': String(app.hookId),
      'x-github-hook-installation-target-id': String(app.id),
      'x-github-hook-installation-target-type': 'integration',
      'x-hub-signature': expect.stringMatching(/^sha1=[0-9a-f]{40}$/),
    });
    expect(delivery).toMatchObject({
      guid: headers['x-github-delivery'],
      status: 'OK',
      statusCode: 200,
      responseBody: 'noted',
    });
    expect(body).toBe(JSON.stringify(JSON.parse(body)));
  });

  it('are completed with repository, organization, sender and installation', async () => {
    const { sandbox, installation } = setUp(['star']);
    await sandbox.emit(
      'acme/spoke',
      'star',
      { action: 'created', starred_at: null },
      { sender: 'helper[bot]' },
    );
    const payload: unknown = JSON.parse(receiver().received[0]?.body ?? '');
    expect(payload).toMatchObject({
      action: 'created',
      repository: { full_name: 'acme/spoke', private: true, visibility: 'private', default_branch: 'main' },
      organization: { login: 'acme' },
      sender: { login: 'helper[bot]', type: 'Bot' },
      installation: { id: installation.id },
    });
  });

  it('have no organization where a user owns the repository', async () => {
    const { sandbox, app } = setUp();
    sandbox.createAccount('mona', 'User');
    sandbox.createRepository({ fullName: 'mona/dots' });
    sandbox.install(app, 'mona');
    await sandbox.push('mona/dots');
    expect(JSON.parse(receiver().received[0]?.body ?? '')).not.toHaveProperty('organization');
  });

  it('go only where the App is installed, at work, and subscribed', async () => {
    const { sandbox, app, installation } = setUp(['push']);
    sandbox.createRepository({ fullName: 'acme/other' });
    sandbox.createRepository({ fullName: 'stranger/thing' });
    await sandbox.removeRepositories(installation, ['acme/other']);
    expect((await sandbox.push('acme/other')).delivery).toBeUndefined();
    expect((await sandbox.push('stranger/thing')).delivery).toBeUndefined();
    expect((await sandbox.openIssue('acme/spoke')).delivery).toBeUndefined();
    await sandbox.suspend(installation);
    expect((await sandbox.push('acme/spoke')).delivery).toBeUndefined();
    await sandbox.unsuspend(installation);
    expect((await sandbox.push('acme/spoke')).delivery?.hook).toBe(app);
    await sandbox.uninstall(installation);
    expect((await sandbox.push('acme/spoke')).delivery).toBeUndefined();
    expect(names()).toEqual([
      'installation_repositories',
      'installation',
      'installation',
      'push',
      'installation',
    ]);
  });

  it('go to every App that is installed', async () => {
    const { sandbox } = setUp();
    const second = sandbox.createApp({ name: 'Second', events: ['push'], webhookUrl: receiver().url });
    sandbox.install(second, 'acme');
    expect((await sandbox.push('acme/spoke')).deliveries).toHaveLength(2);
  });

  it('are listed newest first, page by page and by outcome', async () => {
    const { sandbox, ask } = setUp();
    await sandbox.push('acme/spoke');
    receiver().answerWith(500);
    await sandbox.push('acme/spoke');
    receiver().answerWith(200);
    await sandbox.archive('acme/spoke');
    const first = await ask('GET /app/hook/deliveries?per_page=2');
    expect(first.body).toMatchObject([
      { event: 'repository', action: 'archived', status: 'OK', status_code: 200, redelivery: false },
      { event: 'push', action: null, status: 'Invalid HTTP Response: 500', status_code: 500 },
    ]);
    const next = /api\/v3([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
    const second = await ask(`GET ${next}`);
    expect(second.body).toMatchObject([{ event: 'push', status: 'OK' }]);
    expect(second.headers.has('link')).toBe(false);
    expect((await ask('GET /app/hook/deliveries?status=failure')).body).toMatchObject([{ status_code: 500 }]);
    expect((await ask('GET /app/hook/deliveries?status=success')).body).toHaveLength(2);
    expect((await ask('GET /app/hook/deliveries?cursor=nonsense')).status).toBe(400);
  });

  it('are kept with request and answer for three days', async () => {
    const { sandbox, ask } = setUp();
    const { delivery } = await sandbox.push('acme/spoke');
    const { body } = await ask(`GET /app/hook/deliveries/${delivery?.id}`);
    expect(body.request.payload).toMatchObject({ ref: 'refs/heads/main' });
    expect(body.request.headers).toMatchObject({ 'X-GitHub-Delivery': delivery?.guid });
    expect(body.response.payload).toBe('noted');
    checked().advance(3 * 24 * 3_600_000 + 1_000);
    expect((await ask(`GET /app/hook/deliveries/${delivery?.id}`)).status).toBe(404);
    expect((await ask(`POST /app/hook/deliveries/${delivery?.id}/attempts`)).status).toBe(404);
    expect((await ask('GET /app/hook/deliveries')).body).toEqual([]);
  });

  it('are redelivered with the same GUID and the same bytes', async () => {
    const { sandbox, ask } = setUp();
    receiver().answerWith(503);
    const { delivery } = await sandbox.push('acme/spoke');
    receiver().answerWith(200);
    const accepted = await ask(`POST /app/hook/deliveries/${delivery?.id}/attempts`);
    expect([accepted.status, accepted.body]).toEqual([202, {}]);
    await sandbox.idle();
    const [first, second] = receiver().received;
    expect(second?.headers['x-github-delivery']).toBe(first?.headers['x-github-delivery']);
    expect(second?.body).toBe(first?.body);
    const { body } = await ask('GET /app/hook/deliveries');
    expect(body).toMatchObject([
      { guid: delivery?.guid, redelivery: true, status_code: 200 },
      { guid: delivery?.guid, redelivery: false, status_code: 503 },
    ]);
    expect(body[0].id).not.toBe(body[1].id);
  });

  it('can be redelivered by hand', async () => {
    const { sandbox } = setUp();
    const { delivery } = await sandbox.push('acme/spoke');
    const again = await sandbox.redeliver(delivery?.id ?? 0);
    expect(again).toMatchObject({ guid: delivery?.guid, redelivery: true, status: 'OK' });
    expect(receiver().received).toHaveLength(2);
  });

  it('that get no answer in time, or find nobody, are failures', async () => {
    const { sandbox, app } = setUp();
    receiver().answerWith('hang');
    expect((await sandbox.push('acme/spoke')).delivery).toMatchObject({
      status: 'timed out',
      statusCode: 504,
    });
    sandbox.setWebhook(app, 'http://127.0.0.1:1/');
    expect((await sandbox.push('acme/spoke')).delivery).toMatchObject({
      status: 'failed to connect',
      statusCode: 502,
    });
    sandbox.setWebhook(app, undefined);
    expect((await sandbox.push('acme/spoke')).delivery).toBeUndefined();
  });

  it('are not shown to another App', async () => {
    const { sandbox } = setUp();
    await sandbox.push('acme/spoke');
    const other = sandbox.createApp({ name: 'Other' });
    const reply = await call(sandbox, 'GET /app/hook/deliveries', { authorization: asApp(sandbox, other) });
    expect(reply.body).toEqual([]);
  });
});
