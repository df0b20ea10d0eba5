import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { type CheckRun } from '../../src/sandbox/check-run.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const { contents: _, ...WITHOUT_CONTENTS } = NEEDED_PERMISSIONS;
const { checks: __, ...WITHOUT_CHECKS } = NEEDED_PERMISSIONS;
const ACCEPT = "accept: [{ from: ['acme/*'] }]";
const workflow = (types: string): string =>
  `name: Rebuild\non: { repository_dispatch: { types: ${types} } }\n`;
const WRONG = 'notify:\n  - hubs: acme/docs\n    on: push\n  - hub: acme/docs\n    on: pushed\n';
const RIGHT = `notify:
  - { hub: acme/docs, on: { push: { branches: [main] } } }
  - { hub: acme/deaf, on: issues }
  - { hub: acme/closed, on: push }
  - { hub: ghost/site, on: push }
  - { hub: locked/site, on: push }
`;
const SECRETS = `notify:
  - { hub: other/secret, on: push }
  - { hub: other/nothing, on: push }
  - { hub: acme/hidden, on: push }
  - { hub: acme/nothing, on: push }
`;
const HUB = `accept: [{ from: acme/lib, event-types: [push] }]
subscribe: [{ from: ['*/*'], on: { push: { branches: [main] } } }]
`;

let stage: Stage;
const sha: Record<string, string> = {};
const guid: Record<string, string | undefined> = {};
const fired: string[] = [];

const runsOf = (fullName: string, commit = ''): readonly CheckRun[] =>
  stage.sandbox.repository(fullName).checkRuns.filter(({ suite }) => suite.headSha === commit);

/** The only check run of that commit, once it is there and complete. */
const runOn = (fullName: string, commit = ''): Promise<CheckRun> =>
  until(() => {
    const runs = runsOf(fullName, commit);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ name: 'Hub Relay', status: 'completed' });
    return runs[0]!;
  });

/** The cells of each route: "✓ ✗ ✓ –" and "2 of 5". */
const rowsOf = ({ output }: CheckRun): readonly (readonly string[])[] =>
  (output.summary ?? '')
    .split('\n')
    .filter((line) => /^\| `(notify|subscribe)\[/.test(line))
    .map((line) => line.split(' | '))
    .map((cells) => [cells[1]!, cells.slice(3, 7).join(' '), cells[7]!.replace(' |', '')]);

const partOf = ({ output }: CheckRun, hub: string): string =>
  output.text!.split('### ').find((part) => part.includes(`→ \`${hub}\``))!;

/** What is to be told because of this event was looked at, and is done. */
const isDone = async (fullName: string, what: string): Promise<boolean> => {
  const { event } = await stage.settled(guid[what]);
  const { id } = stage.sandbox.repository(fullName);
  const [report] = await stage.store.reports.ofCommit(id, sha[what] ?? '');
  return report?.dueAt === undefined && report!.updatedAt >= (event.plannedAt ?? Infinity) + 2_000;
};

/** A pull request, and the push of the branch that it comes from: two events of one commit. */
const openWrong = async (): Promise<void> => {
  const { sandbox } = stage;
  const files = { added: [CONFIG] };
  const pull = await sandbox.openPullRequest('acme/app', {
    head: 'wrong',
    files,
    texts: { [CONFIG]: WRONG },
  });
  const push = await sandbox.emit('acme/app', 'push', {
    ref: 'refs/heads/wrong',
    before: '0'.repeat(40),
    after: pull.headSha,
    commits: [{ id: pull.headSha, added: [CONFIG], modified: [], removed: [] }],
  });
  sha['wrong'] = pull.headSha;
  guid['wrong'] = push.delivery?.guid;
  guid['pull'] = pull.delivery?.guid;
};

const openForks = async (): Promise<void> => {
  const { sandbox } = stage;
  const texts = { [CONFIG]: 'notify: [{ hub: "@octocat/x", on: push }]' };
  const touching = { fork: 'eve', head: 'a', files: { added: [CONFIG] }, texts };
  sha['fork'] = (await sandbox.openPullRequest('acme/app', touching)).headSha;
  const other = await sandbox.openPullRequest('acme/app', { fork: 'eve', head: 'b' });
  sha['untouched'] = other.headSha;
  guid['untouched'] = other.delivery?.guid;
  sha['untouched number'] = String(other.number);
};

/** What happens in acme/lib before its file comes: three events, and the push of the file itself. */
const tellLib = async (): Promise<void> => {
  const { sandbox } = stage;
  fired.push((await sandbox.push('acme/lib')).sha);
  await sandbox.openIssue('acme/lib');
  await sandbox.push('acme/lib', { tag: 'v1' });
  fired.push((await sandbox.push('acme/lib')).sha);
  const { delivery, sha: after } = await sandbox.putFile('acme/lib', CONFIG, RIGHT, { branch: 'try' });
  sha['right'] = after;
  await stage.settled(delivery?.guid);
};

beforeAll(async () => {
  stage = await Stage.empty({
    owners: ['acme', 'other'],
    prepare: (sandbox) => {
      const repository = (fullName: string, files?: Record<string, string>, isPrivate = false) =>
        sandbox.createRepository({
          fullName,
          ...(files && { files }),
          ...(isPrivate && { visibility: 'private' }),
        });
      for (const name of ['acme/app', 'acme/lib', 'acme/pub', 'acme/hub', 'acme/.github', 'silent/app'])
        repository(name);
      repository('acme/gone', { [CONFIG]: ACCEPT });
      const listening = '.github/workflows/rebuild.yml';
      repository('acme/docs', { [CONFIG]: ACCEPT, [listening]: workflow('[push]') });
      repository('acme/deaf', { [CONFIG]: ACCEPT, [listening]: workflow('[other]') });
      repository('acme/closed', { [listening]: workflow('[push]') });
      repository('locked/site', { [CONFIG]: ACCEPT });
      repository('other/secret', {}, true);
      repository('acme/hidden', {}, true);
    },
  });
  const { sandbox, app } = stage;
  sandbox.install(app, 'locked', { permissions: { ...WITHOUT_CONTENTS, contents: 'read' } });
  sandbox.install(app, 'silent', { permissions: WITHOUT_CHECKS });
  await stage.start();
  const put = async (name: string, text: string): Promise<void> => {
    const { delivery, sha: after } = await sandbox.putFile(name, CONFIG, text, { branch: 'try' });
    guid[name] = delivery?.guid;
    sha[name] = after;
  };
  await tellLib();
  await openWrong();
  await openForks();
  await put('acme/pub', SECRETS);
  await put('acme/hub', HUB);
  await put('acme/.github', `${ACCEPT}\nallow-public-hubs: true\n`);
  await put('silent/app', WRONG);
  await put('silent/app', RIGHT);
  sha['gone'] = (await sandbox.deleteFile('acme/gone', CONFIG, { branch: 'try' })).sha;
});
afterAll(() => stage.close());

describe('the check of a config file', () => {
  it('fails a wrong one at its lines, in one check run for the push and the pull request', async () => {
    const run = await runOn('acme/app', sha['wrong']);
    for (const one of ['wrong', 'pull']) await stage.settled(guid[one]);
    expect(run).toMatchObject({ conclusion: 'failure' });
    expect(run.annotations.map((one) => [one.path, one.start_line, one.end_line, one.title])).toEqual([
      [CONFIG, 2, 2, 'config-unknown-key'],
      [CONFIG, 5, 5, expect.stringMatching(/^config-/)],
    ]);
    const { id } = stage.sandbox.repository('acme/app');
    expect(await stage.store.reports.ofCommit(id, sha['wrong'] ?? '')).toHaveLength(1);
  });

  it('shows of a right one how each of its routes would fare, and on which events it would have fired', async () => {
    const run = await runOn('acme/lib', sha['right']);
    expect(run).toMatchObject({
      conclusion: 'neutral',
      output: { title: '5 routes, 4 of them not ready' },
      annotations: [],
    });
    expect(rowsOf(run)).toEqual([
      ['`acme/docs`', '✓ ✓ ✓ ✓', '2 of 5'],
      ['`acme/deaf`', '✓ ✓ ✓ ✗', '1 of 5'],
      ['`acme/closed`', '✓ ✓ ✗ –', '0 of 5'],
      ['`ghost/site`', '✗ ✗ ✗ –', '0 of 5'],
      ['`locked/site`', '✓ ✗ ✓ –', '4 of 5'],
    ]);
    const listed = [...partOf(run, 'acme/docs').matchAll(/push refs\/heads\/main (\w{7})/g)].map(
      ([, is]) => is,
    );
    expect(listed).toEqual(fired.toReversed().map((one) => one.slice(0, 7)));
    expect(partOf(run, 'acme/deaf')).toContain('UTC issues.opened`');
    expect(partOf(run, 'locked/site')).toContain('locked does not grant "contents: write"');
  });

  it('is the same run when it is made anew on GitHub’s page, and says what is true by then', async () => {
    const run = await runOn('acme/lib', sha['right']);
    const from = stage.lines.length;
    await stage.sandbox.putFile('acme/closed', CONFIG, ACCEPT);
    await stage.says('config file read', from);
    await stage.sandbox.rerequestCheckRun('acme/lib', run.id);
    await until(() => expect(run.updates).toBe(1));
    expect(rowsOf(run)[2]).toEqual(['`acme/closed`', '✓ ✓ ✓ ✓', '4 of 5']);
    expect(run.output.title).toBe('5 routes, 3 of them not ready');

    const wrong = await runOn('acme/app', sha['wrong']);
    await stage.sandbox.rerequestCheckSuite('acme/app', sha['wrong'] ?? '');
    await until(() => expect(wrong.updates).toBe(1));
    expect(wrong.annotations).toHaveLength(2);
    expect([...runsOf('acme/lib', sha['right']), ...runsOf('acme/app', sha['wrong'])]).toEqual([run, wrong]);
  });

  it('shows the same of a private hub, whether there is one or not', async () => {
    const run = await runOn('acme/pub', sha['acme/pub']);
    const rows = rowsOf(run);
    expect(rows.map(([, ...cells]) => cells)).toEqual(Array(4).fill(['✗ ✗ ✗ –', '0 of 1']));
    const parts = ['other/secret', 'other/nothing', 'acme/hidden', 'acme/nothing'].map((hub) =>
      partOf(run, hub)
        .trim()
        .replaceAll(hub, 'HUB')
        .replace(/notify\[\d\]/, 'ROUTE'),
    );
    expect(new Set(parts).size).toBe(1);
  });

  it('shows of a hub’s file whom it accepts, and of whom it hears, but of no private one', async () => {
    const run = await runOn('acme/hub', sha['acme/hub']);
    expect(run.output.summary).toContain('- from `acme/lib`: `push`');
    expect(rowsOf(run)[0]).toEqual(['`from */*`', '✓ ✓ ✓ ✗', expect.stringMatching(/^2 of \d+$/)]);
    expect(run.output.text).toMatch(/it hears of acme\/app, acme\/lib, .* and \d+ more/);
    const everything = JSON.stringify(run.output);
    for (const hidden of ['other/secret', 'acme/hidden']) expect(everything).not.toContain(hidden);
  });

  it('looks at the defaults of an owner, too, and says where there is no file any more', async () => {
    const defaults = await runOn('acme/.github', sha['acme/.github']);
    expect(defaults).toMatchObject({ conclusion: 'success' });
    expect(defaults.output.summary).toContain('- from `acme/*`: of any event type');
    const gone = await runOn('acme/gone', sha['gone']);
    expect(gone).toMatchObject({ conclusion: 'neutral' });
    expect(gone.output.title).toBe('There is no config file in this commit');
  });

  it('looks at a pull request from a fork only if that changes the file, by one request', async () => {
    const run = await runOn('acme/app', sha['fork']);
    expect(run).toMatchObject({ conclusion: 'failure' });
    expect(run.output.summary).not.toMatch(/(^|[^`\w"])@octocat/);
    const about = (): readonly string[] =>
      stage.sandbox.exchanges
        .map(({ path, query }) => `${path}?${JSON.stringify(query)}`)
        .filter(
          (path) =>
            path.includes(`/pulls/${sha['untouched number']}/`) || path.includes(sha['untouched'] ?? ''),
        );
    await until(async () => {
      expect(about()).not.toEqual([]);
      expect(await isDone('acme/app', 'untouched')).toBe(true);
    });
    expect(about()).toEqual([expect.stringContaining('/repos/acme/app/contents/.github')]);
    expect(runsOf('acme/app', sha['untouched'])).toEqual([]);
  });

  it('costs nothing but one line in the log where the installation does not let us write checks', async () => {
    const spoken = (): readonly string[] => stage.lines.filter((line) => line.includes('report-permission'));
    await until(async () => {
      expect(spoken()).toHaveLength(1);
      expect(await isDone('silent/app', 'silent/app')).toBe(true);
    });
    expect(spoken()[0]).toContain('silent');
    expect(runsOf('silent/app', sha['silent/app'])).toEqual([]);
    const asked = stage.sandbox.exchanges.filter(({ path }) => path.startsWith('/repos/silent/app'));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });
});
