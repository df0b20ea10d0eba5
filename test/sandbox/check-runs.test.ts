import { describe, expect, it } from 'vitest';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asInstallation, call, octokit } from './client.ts';
import { useReceiver } from './receiver.ts';
import { toldTo } from './told.ts';

const OUTPUT = { title: 'Nothing is wrong', summary: 'All routes can be read.' };

const annotation = (line: number, more: object = {}): object => ({
  path: '.github/hub-relay.yml',
  start_line: line,
  end_line: line,
  annotation_level: 'failure',
  message: `Line ${line} is wrong.`,
  ...more,
});

const annotations = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => annotation(index + 1));

describe('check runs', () => {
  const checked = useCheckedSandbox();
  const receiver = useReceiver();

  const setUp = async (permissions: Readonly<Record<string, 'read' | 'write'>> = { checks: 'write' }) => {
    const { sandbox } = checked();
    const { url: webhookUrl } = receiver();
    const app = sandbox.createApp({ name: 'Relay', permissions, webhookUrl });
    const spoke = sandbox.createRepository({ fullName: 'acme/spoke', visibility: 'private' });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const ask = (request: string, body?: object, by = authorization) => {
      const [method = '', path = ''] = request.split(' ');
      return call(sandbox, `${method} /repos/acme/spoke${path}`, {
        authorization: by,
        ...(body && { body }),
      });
    };
    const sha = spoke.branches.get('main')!;
    const create = (body: object = {}) => ask('POST /check-runs', { name: 'Routes', head_sha: sha, ...body });
    return { sandbox, app, spoke, installation, authorization, ask, sha, create };
  };

  const told = () => toldTo(receiver());

  it('begin as queued, and are kept with all that was said of them', async () => {
    const { spoke, app, sha, create } = await setUp();
    const { status, body } = await create({ external_id: 'id-1', details_url: 'https://relay.example/1' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Routes',
      head_sha: sha,
      external_id: 'id-1',
      details_url: 'https://relay.example/1',
      status: 'queued',
      conclusion: null,
      completed_at: null,
      output: { title: null, summary: null, annotations_count: 0 },
      app: { id: app.id, slug: 'relay' },
    });
    expect(spoke.checkRuns).toMatchObject([{ id: body.id, name: 'Routes', externalId: 'id-1', updates: 0 }]);
  });

  it('are completed by a conclusion alone, at the time of the request unless it says another', async () => {
    const { sandbox, create, ask } = await setUp();
    const { body } = await create({ status: 'in_progress' });
    const done = await ask(`PATCH /check-runs/${body.id}`, { conclusion: 'neutral', output: OUTPUT });
    expect(done.body).toMatchObject({ status: 'completed', conclusion: 'neutral', output: OUTPUT });
    const late = sandbox.clock() - Date.parse(done.body.completed_at as string);
    expect(late).toBeLessThan(60_000);
    const other = await create({ conclusion: 'success', completed_at: '2026-01-02T03:04:05.678+01:00' });
    expect(other.body).toMatchObject({ status: 'completed', completed_at: '2026-01-02T02:04:05Z' });
  });

  it('lose their conclusion when they are taken up again', async () => {
    const { create, ask } = await setUp();
    const { body } = await create({ conclusion: 'failure' });
    const again = await ask(`PATCH /check-runs/${body.id}`, { status: 'in_progress' });
    expect(again.body).toMatchObject({ status: 'in_progress', conclusion: null, completed_at: null });
  });

  it('collect annotations from each request', async () => {
    const { spoke, create, ask } = await setUp();
    const { body } = await create({ output: { ...OUTPUT, annotations: annotations(50) } });
    await ask(`PATCH /check-runs/${body.id}`, {
      output: { ...OUTPUT, annotations: [annotation(51, { start_column: 1, end_column: 9 })] },
    });
    const last = await ask(`PATCH /check-runs/${body.id}`, { output: { ...OUTPUT, title: 'Other' } });
    expect(last.body.output).toMatchObject({ title: 'Other', annotations_count: 51 });
    const [run] = spoke.checkRuns;
    expect(run?.annotations.map(({ start_line: line }) => line)).toEqual(
      Array.from({ length: 51 }, (_, index) => index + 1),
    );
    expect(run?.updates).toBe(2);
  });

  it.each<readonly [string, object, RegExp]>([
    ['no name', { name: undefined }, /^Invalid request\.\n\n"name" wasn't supplied\.$/],
    [
      'an unknown status',
      { status: 'done' },
      /done is not a member of \["queued", "in_progress", "completed"\]/,
    ],
    ['a status that only GitHub sets', { status: 'waiting' }, /waiting is not a member/],
    ['a conclusion that only GitHub sets', { conclusion: 'stale' }, /stale is not a member/],
    ['an end without a conclusion', { status: 'completed' }, /"conclusion" wasn't supplied/],
    [
      'a time of its end without a conclusion',
      { completed_at: '2026-01-02T03:04:05Z' },
      /"conclusion" wasn't/,
    ],
    [
      'a day as time',
      { started_at: '2026-01-02' },
      /'properties\/started_at', "2026-01-02" is not a date-time/,
    ],
    ['an output without a summary', { output: { title: 'x' } }, /"summary" wasn't supplied/],
    ['an empty output', { output: {} }, /"title", "summary" weren't supplied/],
    [
      'a summary of 65,536 characters',
      { output: { ...OUTPUT, summary: 'x'.repeat(65_536) } },
      /Only 65535 characters are allowed; 65536 were supplied/,
    ],
    [
      'a text of 65,536 characters',
      { output: { ...OUTPUT, text: 'x'.repeat(65_536) } },
      /Only 65535 characters are allowed; 65536 were supplied/,
    ],
    [
      '51 annotations',
      { output: { ...OUTPUT, annotations: annotations(51) } },
      /No more than 50 items are allowed; 51 were supplied/,
    ],
    [
      'an annotation without a place',
      { output: { ...OUTPUT, annotations: [annotation(1, { path: undefined, end_line: undefined })] } },
      /"path", "end_line" weren't supplied/,
    ],
    [
      'an annotation of an unknown level',
      { output: { ...OUTPUT, annotations: [annotation(1, { annotation_level: 'error' })] } },
      /error is not a member of \["notice", "warning", "failure"\]/,
    ],
    ['four actions', { actions: [1, 2, 3, 4] }, /No more than 3 items are allowed; 4 were supplied/],
  ])('are refused with %s', async (_, change, message) => {
    const { spoke, create } = await setUp();
    const refused = await create(change);
    expect(refused.status).toBe(422);
    expect(refused.body.message).toMatch(message);
    expect(spoke.checkRuns).toEqual([]);
  });

  it.each<readonly [string, object, string]>([
    [
      'a summary of fewer characters but more bytes',
      { output: { ...OUTPUT, summary: '✔'.repeat(30_000) } },
      'summary exceeds a maximum bytesize of 65535',
    ],
    [
      'an annotation of more than 64 KB',
      { output: { ...OUTPUT, annotations: [annotation(1, { message: 'x'.repeat(65_537) })] } },
      'message exceeds a maximum bytesize of 65536',
    ],
    [
      'an annotation with columns over several lines',
      { output: { ...OUTPUT, annotations: [annotation(1, { end_line: 2, start_column: 1 })] } },
      'start_column is only allowed on a single line',
    ],
    [
      'an annotation before the first line',
      { output: { ...OUTPUT, annotations: [annotation(0)] } },
      'start_line must be greater than 0',
    ],
    ['an address of another scheme', { details_url: 'relay:1' }, 'details_url must use http or https scheme'],
  ])('do not pass with %s', async (_, change, message) => {
    const { create } = await setUp();
    const refused = await create(change);
    expect(refused).toMatchObject({
      status: 422,
      body: { message: 'Validation Failed', errors: [{ message }] },
    });
  });

  it('need a whole commit id that the repository has, be it of a fork', async () => {
    const { sandbox, create, sha } = await setUp();
    for (const wrong of [sha.slice(0, 12), 'main', '0'.repeat(40)]) {
      expect(await create({ head_sha: wrong })).toMatchObject({
        status: 422,
        body: { message: `No commit found for SHA: ${wrong}` },
      });
    }
    const { headSha } = await sandbox.openPullRequest('acme/spoke', { fork: 'eve' });
    const { status, body } = await create({ head_sha: headSha });
    expect([status, body.head_sha, body.pull_requests]).toEqual([201, headSha, []]);
    const own = await sandbox.openPullRequest('acme/spoke', { head: 'own' });
    expect((await create({ head_sha: own.headSha })).body.pull_requests).toMatchObject([{ number: 2 }]);
  });

  it('can be changed only by the App that made them', async () => {
    const { sandbox, app, spoke, create, ask } = await setUp();
    const { body } = await create();
    const other = sandbox.createApp({ name: 'Other', permissions: { checks: 'write' } });
    const stranger = await asInstallation(sandbox, sandbox.install(other, 'acme'));
    const refused = await ask(`PATCH /check-runs/${body.id}`, { conclusion: 'success' }, stranger);
    expect(refused.status).toBe(403);
    expect(refused.body.message).toBe(
      `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`,
    );
    expect((await ask('PATCH /check-runs/7', { conclusion: 'success' })).status).toBe(404);
    expect(spoke.checkRuns[0]).toMatchObject({ status: 'queued', updates: 0 });
  });

  it('need the permission to write checks, and to list them that to read', async () => {
    const { ask, sha, create } = await setUp({ checks: 'read' });
    const refused = await create();
    expect([refused.status, refused.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'checks=write',
    ]);
    expect((await ask(`GET /commits/${sha}/check-runs`)).body).toEqual({ total_count: 0, check_runs: [] });
    const { sandbox } = checked();
    const blind = sandbox.createApp({ name: 'Blind', permissions: { contents: 'read' } });
    const authorization = await asInstallation(sandbox, sandbox.install(blind, 'acme'));
    const hidden = await ask(`GET /commits/${sha}/check-runs`, undefined, authorization);
    expect([hidden.status, hidden.headers.get('x-accepted-github-permissions')]).toEqual([
      403,
      'checks=read',
    ]);
  });

  it('cannot be made or changed in an archived repository', async () => {
    const { sandbox, create, ask } = await setUp();
    const { body } = await create();
    await sandbox.archive('acme/spoke');
    const message = 'Repository was archived so is read-only.';
    expect(await create()).toMatchObject({ status: 403, body: { message } });
    expect(await ask(`PATCH /check-runs/${body.id}`, { conclusion: 'success' })).toMatchObject({
      status: 403,
    });
  });

  it('are listed by branch or commit: the newest of each name, or all, in pages', async () => {
    const { sandbox, app, installation, create, ask } = await setUp();
    const first = (await create()).body.id as number;
    const second = (await create({ conclusion: 'success' })).body.id as number;
    const named = (await create({ name: 'Other' })).body.id as number;
    const ids = async (query: string) => {
      const { body } = await ask(`GET /commits/main/check-runs${query}`);
      return (body.check_runs as readonly { readonly id: number }[]).map(({ id }) => id);
    };
    expect(await ids('')).toEqual([named, second]);
    expect(await ids('?filter=all')).toEqual([named, second, first]);
    expect(await ids('?check_name=Routes&filter=all')).toEqual([second, first]);
    expect(await ids('?status=queued')).toEqual([named]);
    expect(await ids(`?app_id=${app.id}`)).toHaveLength(2);
    expect(await ids('?app_id=7')).toEqual([]);
    const client = octokit(sandbox, installation);
    const target = { owner: 'acme', repo: 'spoke', ref: 'heads/main', filter: 'all', per_page: 2 } as const;
    expect(await client.paginate(client.checks.listForRef, target)).toHaveLength(3);
    expect(await ask('GET /commits/none/check-runs')).toMatchObject({
      status: 422,
      body: { message: 'No commit found for SHA: none' },
    });
  });

  it('are told to their App when they are created and completed, with their suite', async () => {
    const { sandbox, app, create, ask } = await setUp();
    const { body } = await create({ external_id: 'id-1' });
    await create({ name: 'Other' });
    await sandbox.idle();
    await ask(`PATCH /check-runs/${body.id}`, { conclusion: 'success' });
    await sandbox.idle();
    expect(told().map(({ name }) => name)).toEqual([
      'check_run created',
      'check_run created',
      'check_run completed',
    ]);
    expect(told()[2]?.payload).toMatchObject({
      check_run: {
        id: body.id,
        external_id: 'id-1',
        conclusion: 'success',
        check_suite: { status: 'in_progress' },
      },
      sender: { login: 'relay[bot]', type: 'Bot' },
    });
    const [, other] = sandbox.repository('acme/spoke').checkRuns;
    await ask(`PATCH /check-runs/${other?.id}`, { conclusion: 'failure' });
    await sandbox.idle();
    // What is over does not end again.
    await ask(`PATCH /check-runs/${other?.id}`, { conclusion: 'failure', output: OUTPUT });
    await sandbox.idle();
    expect(told()).toHaveLength(5);
    expect(told().at(-1)).toMatchObject({
      name: 'check_suite completed',
      payload: { check_suite: { conclusion: 'failure', app: { id: app.id }, latest_check_runs_count: 2 } },
    });
  });

  it('count for their suite only as the newest of their name', async () => {
    const { sandbox, create } = await setUp();
    await create({ conclusion: 'failure' });
    await sandbox.idle();
    await create({ conclusion: 'success' });
    await sandbox.idle();
    const ends = told().filter(({ name }) => name === 'check_suite completed');
    expect(ends.map(({ payload }) => String(payload.check_suite.conclusion))).toEqual(['failure', 'success']);
    expect(ends[1]?.payload.check_suite.latest_check_runs_count).toBe(1);
  });

  it('are asked for again by a person, which only their own App hears and which changes nothing', async () => {
    const { sandbox, spoke, sha, create } = await setUp();
    const { url: webhookUrl } = receiver();
    sandbox.install(
      sandbox.createApp({ name: 'Other', permissions: { checks: 'write' }, webhookUrl }),
      'acme',
    );
    const { body } = await create({ conclusion: 'failure', external_id: 'id-1' });
    await sandbox.idle();
    const before = told().length;
    await sandbox.rerequestCheckRun('acme/spoke', body.id as number, { sender: 'ada' });
    await sandbox.rerequestCheckSuite('acme/spoke', sha, { sender: 'ada' });
    expect(told().slice(before)).toMatchObject([
      {
        name: 'check_run rerequested',
        payload: { check_run: { id: body.id, external_id: 'id-1', head_sha: sha, app: { slug: 'relay' } } },
      },
      {
        name: 'check_suite rerequested',
        payload: {
          check_suite: { head_sha: sha, head_branch: 'main' },
          sender: { login: 'ada', type: 'User' },
        },
      },
    ]);
    expect(spoke.checkRuns).toMatchObject([{ conclusion: 'failure', updates: 0 }]);
    await expect(sandbox.rerequestCheckRun('acme/spoke', 7)).rejects.toThrow('acme/spoke has no check run 7');
  });
});
