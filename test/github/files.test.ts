import { beforeEach, describe, expect, it } from 'vitest';
import { answerIn, isRateLimit } from '../../src/core/answer.ts';
import { type FoundRepository, readFoundRepository } from '../../src/core/found-repository.ts';
import { type Json } from '../../src/core/json.ts';
import { type ConfigFile } from '../../src/flow/ports.ts';
import { createFiles } from '../../src/github/files.ts';
import { createInstallations } from '../../src/github/installations.ts';
import { problem } from '../../src/sandbox/answer.ts';
import { type FaultAnswer } from '../../src/sandbox/fault.ts';
import { type Installation } from '../../src/sandbox/installation.ts';
import { useCheckedSandbox } from '../sandbox/checked-sandbox.ts';
import { octokit } from '../sandbox/client.ts';

const PATH = '.github/hub-relay.yml';
const TEXT = 'notify:\n  - hub: acme/docs\n    on: push # äöü\n';

/** One repository for each thing that can be where the file should be. */
const REPOSITORIES: Readonly<
  Record<string, { files?: Record<string, string>; links?: Record<string, string> }>
> = {
  'acme/file': { files: { [PATH]: TEXT } },
  'acme/none': { files: { 'README.md': 'Read me.' } },
  'acme/blank': { files: { [PATH]: '' } },
  'acme/one-line': { files: { [PATH]: 'accept: []' } },
  'acme/directory': { files: { [`${PATH}/a.yml`]: TEXT } },
  'acme/binary': { files: { [PATH]: 'a\0b\n' } },
  'acme/too-large': { files: { [PATH]: `#\n${'#'.repeat(1024 * 1024)}` } },
  'acme/largest': { files: { [PATH]: `#\n${'#'.repeat(1024 * 1024 - 2)}` } },
  'acme/over-64-KiB': { files: { [PATH]: `#\n${'#'.repeat(70_000)}` } },
  'acme/link': { files: { 'shared/a.yml': TEXT }, links: { [PATH]: '../shared/a.yml' } },
  'acme/link-to-nothing': { files: {}, links: { [PATH]: 'nothing.yml' } },
  'acme/link-to-directory': { files: { 'shared/a.yml': TEXT }, links: { [PATH]: '../shared' } },
};

const checked = useCheckedSandbox();
let installation: Installation;
let files: ReturnType<typeof createFiles>;
let found: readonly FoundRepository[];

beforeEach(async () => {
  const { sandbox } = checked();
  for (const [fullName, input] of Object.entries(REPOSITORIES)) {
    sandbox.createRepository({ fullName, visibility: 'private', ...input });
  }
  const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'read' } });
  installation = sandbox.install(app, 'acme');
  const authenticate = () => Promise.resolve(octokit(sandbox, installation));
  files = createFiles({ authenticate, path: PATH, graphqlUrl: sandbox.graphqlUrl });
  found = await createInstallations(authenticate).repositoriesOf(installation.id);
});

/** By name, which tells more than an id when a test fails. */
const read = async (some = found): Promise<Readonly<Record<string, ConfigFile | undefined>>> => {
  const told = await files.configFiles(installation.id, some);
  return Object.fromEntries(some.map(({ repository: { id, fullName } }) => [fullName, told.get(id)]));
};
const readByRest = async (): Promise<Readonly<Record<string, ConfigFile>>> => {
  const each = found.map(async ({ repository }) => {
    const { etag: _, ...file } = (await files.configFile(repository)) as ConfigFile;
    return [repository.fullName, file] as const;
  });
  return Object.fromEntries(await Promise.all(each));
};
const withoutEtags = (told: Awaited<ReturnType<typeof read>>): Readonly<Record<string, object>> =>
  Object.fromEntries(
    Object.entries(told).map(([name, { etag: _, ...file } = { state: 'missing' }]) => [name, file]),
  );
const requests = (from = 0): readonly string[] =>
  checked()
    .sandbox.exchanges.slice(from)
    .filter(({ path }) => path === '/graphql' || path.includes('/contents/'))
    .map(({ path }) => (path === '/graphql' ? 'batch' : path.split('/').slice(2, 4).join('/')));
const answers = (answer: FaultAnswer, times = 1): void => {
  checked().sandbox.faults.add({ path: /^\/graphql$/, answer, times });
};
const graphqlErrors = (...errors: readonly object[]): FaultAnswer => ({
  status: 200,
  headers: { 'x-ratelimit-resource': 'graphql' },
  body: { errors },
});

describe('the files of many repositories', () => {
  it('are what REST tells of each', async () => {
    expect(withoutEtags(await read())).toEqual(await readByRest());
  });

  it('are of three outcomes, as they are known', async () => {
    expect(withoutEtags(await read())).toEqual({
      'acme/file': { state: 'read', text: TEXT },
      'acme/none': { state: 'missing' },
      'acme/blank': { state: 'read', text: '' },
      'acme/one-line': { state: 'read', text: 'accept: []' },
      'acme/directory': { state: 'unreadable', problem: 'it is not a file' },
      'acme/binary': { state: 'read', text: 'a\0b\n' },
      'acme/too-large': { state: 'unreadable', problem: 'it is larger than 1 MB; 64 KiB are allowed' },
      'acme/largest': { state: 'read', text: `#\n${'#'.repeat(1024 * 1024 - 2)}` },
      'acme/over-64-KiB': { state: 'read', text: `#\n${'#'.repeat(70_000)}` },
      'acme/link': { state: 'read', text: TEXT },
      'acme/link-to-nothing': { state: 'unreadable', problem: 'it is not a file' },
      'acme/link-to-directory': { state: 'unreadable', problem: 'it is not a file' },
    });
  });

  it('are read by one request, and by REST only what that does not tell in full', async () => {
    await read();
    const [batch, ...alone] = requests();
    expect(batch).toBe('batch');
    expect(alone.toSorted()).toEqual([
      'acme/binary',
      'acme/largest',
      'acme/link',
      'acme/link-to-directory',
      'acme/link-to-nothing',
      'acme/one-line',
    ]);
  });

  it('are of the branch that is the default one now', async () => {
    const { sandbox } = checked();
    await sandbox.putFile('acme/file', PATH, 'accept:\n  - from: acme/*\n', { branch: 'next' });
    expect(await read()).toMatchObject({ 'acme/file': { text: TEXT } });
    await sandbox.changeDefaultBranch('acme/file', 'next');
    expect(await read()).toMatchObject({ 'acme/file': { text: 'accept:\n  - from: acme/*\n' } });
  });

  it('are asked for alone where GraphQL does not find the repository, or says nothing of it', async () => {
    const plain = found.filter(({ repository }) => ['acme/file', 'acme/none'].includes(repository.fullName));
    const unknown = plain.map((one, place) => (place === 0 ? { ...one, nodeId: 'R_nonsense' } : one));
    expect(await read(unknown)).toMatchObject({
      'acme/file': { state: 'read' },
      'acme/none': { state: 'missing' },
    });
    expect(requests()).toEqual(['batch', 'acme/file']);
  });

  it('are unreadable where the installation may not read contents, as REST says it', async () => {
    installation.permissions = { issues: 'read' };
    const told = await read(found.slice(0, 1));
    expect(told).toEqual({
      'acme/file': {
        state: 'unreadable',
        problem: 'GitHub answered 403: Resource not accessible by integration',
      },
    });
    expect(requests()).toEqual(['batch', 'acme/file']);
  });

  it('reject where the primary limit is reached, which says 200, and nothing is asked after it', async () => {
    checked().sandbox.setRateLimit(installation, { resource: 'graphql', remaining: 0 });
    const error: unknown = await read().catch((thrown: unknown) => thrown);
    const answer = answerIn(error);
    expect(answer && isRateLimit(answer)).toBe(true);
    expect(answer?.text).toBe(`API rate limit exceeded for installation ID ${installation.id}.`);
    expect(answer?.headers['x-ratelimit-remaining']).toBe('0');
    expect(requests()).toEqual(['batch']);
  });

  it.each<readonly [string, FaultAnswer]>([
    ['with 200', graphqlErrors({ message: 'You have exceeded a secondary rate limit.' })],
    ['with 403', problem(403, 'You have exceeded a secondary rate limit.', '', { 'retry-after': '60' })],
    ['with 429', problem(429, 'Too many requests', '')],
  ])('reject where a secondary limit is reached, %s', async (_, answer) => {
    answers(answer);
    const thrown = answerIn(await read().catch((error: unknown) => error));
    expect(thrown && isRateLimit(thrown)).toBe(true);
    expect(requests()).toEqual(['batch']);
  });

  it('are asked for in halves when GitHub does not get it done, and then alone', async () => {
    const small = found.filter(({ repository }) => /file|none|blank|over/.test(repository.fullName));
    answers(problem(502, 'Bad Gateway', ''));
    expect(withoutEtags(await read(small))).toMatchObject({ 'acme/file': { text: TEXT } });
    expect(requests()).toEqual(['batch', 'batch', 'batch']);
    const from = checked().sandbox.exchanges.length;
    answers(problem(504, 'Gateway Timeout', ''), 2);
    expect(await read(small)).toMatchObject({
      'acme/file': { text: TEXT },
      'acme/none': { state: 'missing' },
    });
    expect(requests(from).slice(0, 3)).toEqual(['batch', 'batch', 'batch']);
    expect(requests(from).slice(3).toSorted()).toEqual(['acme/file', 'acme/none']);
  });

  it('are asked for in halves also when GitHub says with 200 that it went wrong', async () => {
    answers(graphqlErrors({ message: 'Something went wrong while executing your query.' }));
    await read(found.slice(0, 2));
    expect(requests()).toEqual(['batch', 'batch', 'batch']);
  });

  it('are asked for in halves also when we had no answer for so long that we gave up', async () => {
    const { sandbox } = checked();
    const client = octokit(sandbox, installation);
    client.hook.before('request', (options) => {
      if (requests().length === 0 && options.url === sandbox.graphqlUrl)
        options.request.signal = AbortSignal.timeout(50);
    });
    files = createFiles({
      authenticate: () => Promise.resolve(client),
      path: PATH,
      graphqlUrl: sandbox.graphqlUrl,
    });
    answers('hang');
    expect(await read(found.slice(0, 2))).toMatchObject({ 'acme/file': { text: TEXT } });
    expect(requests()).toEqual(['batch', 'batch', 'batch']);
  });

  it('are taken from an answer that has an error for one of them, and not that one', async () => {
    const two = found.slice(0, 2);
    const nodes = two.map(() => ({ __typename: 'Repository', object: null }));
    const answer = (path: readonly unknown[] | undefined): FaultAnswer => ({
      status: 200,
      headers: { 'x-ratelimit-resource': 'graphql' },
      body: { data: { nodes }, errors: [{ message: 'Timeout on validation.', ...(path && { path }) }] },
    });
    answers(answer(['nodes', 0, 'object']));
    expect(await read(two)).toMatchObject({ 'acme/file': { text: TEXT }, 'acme/none': { state: 'missing' } });
    expect(requests()).toEqual(['batch', 'acme/file']);
    // Where the error does not say which one it is about, none is believed.
    const from = checked().sandbox.exchanges.length;
    answers(answer(undefined));
    expect(await read(two)).toMatchObject({ 'acme/file': { text: TEXT } });
    expect(requests(from)).toEqual(['batch', 'batch', 'batch']);
  });

  it('reject where GitHub cannot be reached', async () => {
    answers('reset');
    await expect(read()).rejects.toThrow();
    expect(requests()).toEqual(['batch']);
  });

  it('reject where one that is asked for alone does', async () => {
    checked().sandbox.faults.add({ path: /contents/, answer: problem(503, 'Unavailable', ''), times: 9 });
    await expect(read()).rejects.toThrow();
  });
});

describe('a repository as GitHub describes it', () => {
  it('says when it was pushed to, in whole seconds, and by which id GraphQL knows it', () => {
    const { sandbox } = checked();
    for (const { repository, nodeId, pushedAt = 0 } of found) {
      const exact = sandbox.repository(repository.fullName).pushedAt;
      expect(pushedAt).toBe(Math.floor(exact / 1000) * 1000);
      expect(nodeId).toMatch(/^R_/);
    }
  });

  it('says nothing of pushes where GitHub does not', () => {
    const data: Json = { id: 1, full_name: 'acme/new', node_id: 'R_1', pushed_at: null };
    expect(readFoundRepository(data, 7)).not.toHaveProperty('pushedAt');
    expect(readFoundRepository({ id: 1 }, 7)).toBeUndefined();
  });
});
