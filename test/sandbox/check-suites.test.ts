import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

describe('check suites', () => {
  const checked = useCheckedSandbox();
  const receiver = useReceiver();

  it('are requested by each push to a branch, once for a commit', async () => {
    const { sandbox } = checked();
    const { url: webhookUrl } = receiver();
    const app = sandbox.createApp({ name: 'Relay', permissions: { checks: 'write' }, webhookUrl });
    sandbox.install(app, 'acme');
    sandbox.createRepository({ fullName: 'acme/spoke' });
    await sandbox.push('acme/spoke', { tag: 'v1' });
    const { sha } = await sandbox.push('acme/spoke', { sender: 'ada' });
    await sandbox.push('acme/spoke', { branch: 'same', created: true });
    await sandbox.push('acme/spoke', { branch: 'same', deleted: true });
    expect(toldTo(receiver())).toMatchObject([
      {
        name: 'check_suite requested',
        payload: {
          check_suite: {
            head_sha: sha,
            head_branch: 'main',
            status: 'queued',
            after: sha,
            head_commit: { id: sha },
          },
          sender: { login: 'ada' },
        },
      },
    ]);
  });

  it('are requested of each App for itself', async () => {
    const { sandbox } = checked();
    const { url: webhookUrl } = receiver();
    for (const name of ['Relay', 'Other'])
      sandbox.install(sandbox.createApp({ name, permissions: { checks: 'write' }, webhookUrl }), 'acme');
    sandbox.createRepository({ fullName: 'acme/spoke' });
    await sandbox.push('acme/spoke');
    const slugs = toldTo(receiver()).map(({ payload }) => String(payload.check_suite.app.slug));
    expect(slugs.toSorted()).toEqual(['other', 'relay']);
  });

  it('are no business of an App that may only read checks', async () => {
    const { sandbox } = checked();
    const { url: webhookUrl } = receiver();
    sandbox.install(
      sandbox.createApp({
        name: 'Reader',
        permissions: { checks: 'read' },
        events: ['check_suite'],
        webhookUrl,
      }),
      'acme',
    );
    const spoke = sandbox.createRepository({ fullName: 'acme/spoke' });
    await sandbox.push('acme/spoke');
    expect(toldTo(receiver())).toEqual([]);
    expect(spoke.checkSuites).toEqual([]);
  });
});
