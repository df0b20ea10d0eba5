import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call, octokit } from './client.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

const DISABLED = 'Issues has been disabled in this repository.';

describe('issues', () => {
  const checked = useCheckedSandbox();
  const receiver = useReceiver();

  const setUp = async (level: 'read' | 'write' = 'write') => {
    const { sandbox, advance } = checked();
    const app = sandbox.createApp({
      name: 'Relay',
      permissions: { issues: level },
      events: ['issues', 'issue_comment'],
      webhookUrl: receiver().url,
    });
    const hub = sandbox.createRepository({ fullName: 'acme/hub', visibility: 'private' });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const ask = (request: string, body?: object) => {
      const [method = '', path = ''] = request.split(' ');
      return call(sandbox, `${method} /repos/acme/hub${path}`, { authorization, ...(body && { body }) });
    };
    const open = (body: object = {}) => ask('POST /issues', { title: 'It failed', ...body });
    return { sandbox, advance, app, hub, installation, ask, open };
  };

  const told = () => toldTo(receiver());

  it('are opened in the name of the App, told with where they are, and kept', async () => {
    const { sandbox, app, hub, open } = await setUp();
    const { status, headers, body } = await open({ body: 'See the log.', labels: ['relay'] });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`${sandbox.url}/repos/acme/hub/issues/1`);
    expect(body).toMatchObject({
      number: 1,
      title: 'It failed',
      body: 'See the log.',
      state: 'open',
      state_reason: null,
      labels: [{ name: 'relay' }],
      user: { login: 'relay[bot]', type: 'Bot' },
      performed_via_github_app: { id: app.id },
    });
    expect(hub.issues.get(1)).toMatchObject({ title: 'It failed', state: 'open', labels: ['relay'] });
    await sandbox.idle();
    expect(told().map(({ name }) => name)).toEqual(['issues opened', 'issues labeled']);
    expect(told()[0]?.payload).toMatchObject({ issue: { number: 1 }, sender: { login: 'relay[bot]' } });
  });

  it('are edited, closed and opened again, each of which is told', async () => {
    const { sandbox, ask, open } = await setUp();
    /** GitHub keeps no order between the webhooks of several requests: each has to be told before the next is made. */
    const change = async (body: object) => {
      const reply = await ask('PATCH /issues/1', body);
      await sandbox.idle();
      return reply;
    };
    await open();
    await sandbox.idle();
    const edited = await change({ title: 'It fails', body: 'Still.', labels: ['a', 'b'] });
    expect(edited.body).toMatchObject({ title: 'It fails', body: 'Still.', state: 'open' });
    const closed = await change({ state: 'closed', state_reason: 'not_planned' });
    expect(closed.body).toMatchObject({
      state: 'closed',
      state_reason: 'not_planned',
      closed_by: { login: 'relay[bot]' },
    });
    expect(closed.body.closed_at).not.toBeNull();
    await change({ state: 'closed', state_reason: 'completed' });
    const again = await change({ state: 'open', labels: ['a'] });
    expect(again.body).toMatchObject({
      state: 'open',
      state_reason: 'reopened',
      closed_at: null,
      closed_by: null,
    });
    expect(told().map(({ name }) => name)).toEqual([
      'issues opened',
      'issues edited',
      'issues labeled',
      'issues labeled',
      'issues closed',
      'issues unlabeled',
      'issues reopened',
    ]);
    expect(told()[1]?.payload.changes).toEqual({ title: { from: 'It failed' }, body: { from: '' } });
    expect(told()[4]?.payload.issue).toMatchObject({ state: 'closed', state_reason: 'not_planned' });
  });

  it('are closed as completed unless another reason is given', async () => {
    const { ask, open } = await setUp();
    await open();
    const { body } = await ask('PATCH /issues/1', { state: 'closed' });
    expect(body).toMatchObject({ state_reason: 'completed' });
  });

  it('are opened, edited, closed, opened again and deleted by people', async () => {
    const { sandbox, hub, ask } = await setUp();
    const { number } = await sandbox.openIssue('acme/hub', { title: 'Help', sender: 'ada' });
    await sandbox.editIssue('acme/hub', number, { body: 'More', sender: 'ada' });
    await sandbox.closeIssue('acme/hub', number, { sender: 'ada', reason: 'duplicate' });
    const got = await ask(`GET /issues/${number}`);
    expect(got.body).toMatchObject({
      user: { login: 'ada', type: 'User' },
      body: 'More',
      state_reason: 'duplicate',
      closed_by: { login: 'ada' },
      performed_via_github_app: null,
    });
    await sandbox.reopenIssue('acme/hub', number);
    await sandbox.deleteIssue('acme/hub', number);
    const names = ['opened', 'edited', 'closed', 'reopened', 'deleted'].map((action) => `issues ${action}`);
    expect(told().map(({ name }) => name)).toEqual(names);
    expect(told()[2]?.payload.sender.login).toBe('ada');
    expect(hub.issues.size).toBe(0);
    await expect(sandbox.closeIssue('acme/hub', number)).rejects.toThrow('acme/hub has no issue 1');
  });

  it('that were deleted are gone, and those that never were are not found', async () => {
    const { sandbox, ask, open } = await setUp();
    await open();
    await sandbox.deleteIssue('acme/hub', 1);
    const gone = { status: 410, body: { message: 'This issue was deleted' } };
    expect(await ask('GET /issues/1')).toMatchObject(gone);
    expect(await ask('PATCH /issues/1', { state: 'closed' })).toMatchObject(gone);
    expect(await ask('POST /issues/1/comments', { body: 'x' })).toMatchObject(gone);
    expect((await ask('GET /issues/2')).status).toBe(404);
    expect((await ask('PATCH /issues/2', { state: 'closed' })).status).toBe(404);
    expect((await open()).body.number).toBe(2);
  });

  it('can be disabled, which leaves pull requests to be listed', async () => {
    const { sandbox, ask, open } = await setUp();
    await open();
    await sandbox.openPullRequest('acme/hub');
    sandbox.setIssuesEnabled('acme/hub', false);
    const gone = { status: 410, body: { message: DISABLED } };
    expect(await open()).toMatchObject(gone);
    expect(await ask('GET /issues/1')).toMatchObject(gone);
    expect(await ask('PATCH /issues/1', { title: 'x' })).toMatchObject(gone);
    expect(await ask('POST /issues/1/comments', { body: 'x' })).toMatchObject(gone);
    expect((await ask('GET /issues')).body).toMatchObject([{ number: 2, pull_request: {} }]);
    expect((await ask('GET ')).body).toMatchObject({ has_issues: false, open_issues_count: 2 });
    await expect(sandbox.openIssue('acme/hub')).rejects.toThrow('acme/hub has no issues: they are disabled.');
    sandbox.setIssuesEnabled('acme/hub', true);
    expect((await ask('GET /issues/1')).status).toBe(200);
  });

  it.each<readonly [string, object | undefined, RegExp]>([
    ['no body', undefined, /For 'links\/0\/schema', nil is not an object\./],
    ['no title', {}, /"title" wasn't supplied\./],
    ['a list as title', { title: [] }, /'properties\/title', \[\] is not a string or integer/],
    ['a number as body', { title: 'x', body: 7 }, /'properties\/body', 7 is not a string/],
    ['a label that is null', { title: 'x', labels: [null] }, /For 'items', nil is not a string or object\./],
  ])('are not opened with %s', async (_, body, message) => {
    const { hub, ask } = await setUp();
    const refused = await ask('POST /issues', body);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toMatch(/^Invalid request\.\n\n/);
    expect(refused.body.message).toMatch(message);
    expect(hub.issues.size).toBe(0);
  });

  it.each<readonly [string, object, object]>([
    ['a blank title', { title: ' ' }, { code: 'missing_field', field: 'title' }],
    [
      'a title of 257 characters',
      { title: 'é'.repeat(257) },
      { field: 'title', message: 'title is too long (maximum is 256 characters)' },
    ],
    [
      'a body of 65,537 characters',
      { body: 'x'.repeat(65_537) },
      { field: 'body', message: 'body is too long (maximum is 65536 characters)' },
    ],
    ['a milestone, of which there is none', { milestone: 1 }, { code: 'invalid', field: 'milestone' }],
    ['somebody whom nobody can assign', { assignees: ['ada'] }, { code: 'invalid', field: 'assignees' }],
  ])('do not pass with %s', async (_, change, error) => {
    const { open, ask } = await setUp();
    const expected = {
      status: 422,
      body: { message: 'Validation Failed', errors: [{ resource: 'Issue', ...error }] },
    };
    expect(await open(change)).toMatchObject(expected);
    await open();
    expect(await ask('PATCH /issues/1', change)).toMatchObject(expected);
  });

  it('take a title and a body that are just as long as they may be', async () => {
    const { open } = await setUp();
    expect((await open({ title: '🙂'.repeat(256), body: 'é'.repeat(65_536) })).status).toBe(201);
  });

  it('take no unknown state and no unknown reason', async () => {
    const { open, ask } = await setUp();
    await open();
    const state = await ask('PATCH /issues/1', { state: 'done' });
    expect(state).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('done is not a member') },
    });
    expect((await ask('PATCH /issues/1', { state: 'closed', state_reason: 'bored' })).status).toBe(422);
  });

  it('need the permission to write issues, and to list them that to read', async () => {
    const { sandbox, ask, open } = await setUp('read');
    await sandbox.openIssue('acme/hub');
    const comment = () => ask('POST /issues/1/comments', { body: 'x' });
    for (const refused of [await open(), await ask('PATCH /issues/1', { state: 'closed' }), await comment()])
      expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([
        403,
        'issues=write',
      ]);
    expect((await ask('GET /issues')).body).toHaveLength(1);
  });

  it('cannot be changed in an archived repository', async () => {
    const { sandbox, ask, open } = await setUp();
    await open();
    await sandbox.archive('acme/hub');
    const readOnly = { status: 403, body: { message: 'Repository was archived so is read-only.' } };
    expect(await open()).toMatchObject(readOnly);
    expect(await ask('PATCH /issues/1', { state: 'closed' })).toMatchObject(readOnly);
    expect(await ask('POST /issues/1/comments', { body: 'x' })).toMatchObject(readOnly);
    expect((await ask('GET /issues/1')).status).toBe(200);
  });

  it('take comments, as pull requests do', async () => {
    const { sandbox, ask, open, hub } = await setUp();
    await open();
    await sandbox.openPullRequest('acme/hub');
    const { status, body, headers } = await ask('POST /issues/1/comments', { body: 'It works again.' });
    expect([status, headers.get('location')]).toEqual([201, body.url]);
    expect(body).toMatchObject({ body: 'It works again.', user: { login: 'relay[bot]' } });
    expect((await ask('POST /issues/2/comments', { body: 'Here too.' })).status).toBe(201);
    expect((await ask('POST /issues/3/comments', { body: 'x' })).status).toBe(404);
    expect((await ask('POST /issues/1/comments', { body: ' ' })).status).toBe(422);
    expect(await ask('POST /issues/1/comments', { body: 'x'.repeat(65_537) })).toMatchObject({
      status: 422,
      body: {
        errors: [{ resource: 'IssueComment', message: 'Body is too long (maximum is 65536 characters)' }],
      },
    });
    expect((await ask('GET /issues/1')).body.comments).toBe(1);
    expect(hub.comments.map(({ number }) => number)).toEqual([1, 2]);
    await sandbox.idle();
    expect(told().filter(({ name }) => name === 'issue_comment created')).toMatchObject([
      { payload: { issue: { number: 1 }, comment: { body: 'It works again.' } } },
      { payload: { issue: { number: 2, pull_request: {} } } },
    ]);
  });

  it('are listed with pull requests, by creator, state and label, in the order asked for, in pages', async () => {
    const { sandbox, advance, installation, open, ask } = await setUp();
    await open({ labels: ['relay', 'a'] });
    advance(1_000);
    await sandbox.openIssue('acme/hub', { sender: 'ada' });
    advance(1_000);
    await open({ labels: ['relay'] });
    await sandbox.openPullRequest('acme/hub', { sender: 'ada' });
    advance(1_000);
    await ask('PATCH /issues/1', { state: 'closed' });
    const numbers = async (query: string) =>
      ((await ask(`GET /issues${query}`)).body as readonly { readonly number: number }[]).map(
        ({ number }) => number,
      );
    expect(await numbers('')).toEqual([4, 3, 2]);
    expect(await numbers('?state=all&direction=asc')).toEqual([1, 2, 3, 4]);
    expect(await numbers('?state=closed')).toEqual([1]);
    expect(await numbers('?creator=relay%5Bbot%5D&state=all')).toEqual([3, 1]);
    expect(await numbers('?labels=relay,a&state=all')).toEqual([1]);
    expect(await numbers('?sort=updated&state=all')).toEqual([1, 4, 3, 2]);
    const since = new Date(sandbox.clock() - 500).toISOString();
    expect(await numbers(`?state=all&since=${since}`)).toEqual([1]);
    const client = octokit(sandbox, installation);
    const target = { owner: 'acme', repo: 'hub', state: 'all', per_page: 3 } as const;
    expect(await client.paginate(client.issues.listForRepo, target)).toHaveLength(4);
    for (const wrong of ['state=none', 'sort=title', 'direction=up', 'milestone=1'])
      expect((await ask(`GET /issues?${wrong}`)).status).toBe(422);
  });

  it('do not change a pull request', async () => {
    const { sandbox, ask } = await setUp();
    await sandbox.openPullRequest('acme/hub');
    expect((await ask('GET /issues/1')).body).toMatchObject({
      pull_request: { merged_at: null },
      state: 'open',
    });
    expect((await ask('PATCH /issues/1', { state: 'closed' })).status).toBe(403);
  });
});

describe('the limits on creating content', () => {
  const checked = useCheckedSandbox({ limits: { contentPerMinute: 3 } });

  it('hold for issues and comments, not for check runs', async () => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions: { issues: 'write', checks: 'write' } });
    const { branches } = sandbox.createRepository({ fullName: 'acme/hub' });
    const authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
    const ask = async (request: string, body: object) =>
      (await call(sandbox, request, { authorization, body })).status;
    const run = { name: 'Routes', head_sha: branches.get('main') };
    const asked = [
      await ask('POST /repos/acme/hub/issues', { title: 'x' }),
      await ask('POST /repos/acme/hub/check-runs', run),
      await ask('POST /repos/acme/hub/issues/1/comments', { body: 'x' }),
      await ask('PATCH /repos/acme/hub/issues/1', { state: 'closed' }),
      await ask('POST /repos/acme/hub/issues', { title: 'x' }),
      await ask('POST /repos/acme/hub/check-runs', run),
    ];
    expect(asked).toEqual([201, 201, 201, 200, 403, 201]);
    expect(sandbox.violations).toMatchObject([{ limit: 'content-minute', method: 'POST' }]);
  });
});
