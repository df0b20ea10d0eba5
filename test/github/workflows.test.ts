import { describe, expect, it } from 'vitest';
import { answerIn, isRateLimit } from '../../src/core/answer.ts';
import { type Client } from '../../src/github/client.ts';
import { createWorkflows } from '../../src/github/workflows.ts';
import { aRepository } from '../build/samples.ts';
import { useCheckedSandbox } from '../sandbox/checked-sandbox.ts';
import { octokit } from '../sandbox/client.ts';

const TEXT = 'on: repository_dispatch\n';
const blob = (text: string | null, byteSize = Buffer.byteLength(text ?? '')): object => ({
  __typename: 'Blob',
  byteSize,
  text,
});
const tree = (entries: Readonly<Record<string, object | null>>): object => ({
  data: {
    repository: {
      object: {
        __typename: 'Tree',
        entries: Object.entries(entries).map(([name, object]) => ({ name, object })),
      },
    },
  },
});

/** A client of one answer, as Octokit gives it: a status of 400 or more throws. */
const ask = async (status: number, data: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const requests: unknown[] = [];
  const request = (route: string, parameters: object): Promise<unknown> => {
    requests.push({ route, ...parameters });
    const response = { status, headers, data };
    return status < 400
      ? Promise.resolve(response)
      : Promise.reject(Object.assign(new Error('refused'), { status, response }));
  };
  const client = { request } as unknown as Client;
  const { workflowFiles } = createWorkflows({
    authenticate: (id) => {
      expect(id).toBe(1);
      return Promise.resolve(client);
    },
    graphqlUrl: 'https://github.example/api/graphql',
  });
  return { files: await workflowFiles(aRepository('acme/docs')), requests };
};

describe('the workflow files of a repository', () => {
  it('are asked for by one request, which is not repeated behind our back', async () => {
    const { requests } = await ask(200, tree({}));
    expect(requests).toEqual([
      expect.objectContaining({
        route: 'POST https://github.example/api/graphql',
        variables: { owner: 'acme', name: 'docs', expression: 'HEAD:.github/workflows' },
        request: { retries: 0 },
      }),
    ]);
  });

  it('are those that GitHub Actions reads', async () => {
    const { files } = await ask(
      200,
      tree({
        'a.yml': blob(TEXT),
        'b.yaml': blob(''),
        'README.md': blob(TEXT),
        'c.yml.bak': blob(TEXT),
        'folder.yml': { __typename: 'Tree' },
        'gone.yml': null,
      }),
    );
    expect(files).toEqual([
      { path: '.github/workflows/a.yml', text: TEXT },
      { path: '.github/workflows/b.yaml', text: '' },
    ]);
  });

  it.each<readonly [string, object]>([
    ['it is binary', blob(null, 5)],
    ['it was cut off', blob(TEXT, 600_000)],
    ['it may be a link', blob('../a.yml')],
  ])('have no text where %s', async (_, object) => {
    expect((await ask(200, tree({ 'a.yml': object }))).files).toEqual([{ path: '.github/workflows/a.yml' }]);
  });

  it.each<readonly [string, object | null]>([
    ['there is no such folder, or no commit', null],
    ['it is a file', { __typename: 'Blob' }],
  ])('are none where %s', async (_, object) => {
    expect((await ask(200, { data: { repository: { object } } })).files).toEqual([]);
  });

  it.each<readonly [string, number, unknown]>([
    ['the repository is hidden', 200, { data: { repository: null }, errors: [{ type: 'NOT_FOUND' }] }],
    [
      'contents may not be read',
      200,
      { data: { repository: { object: null } }, errors: [{ type: 'FORBIDDEN', message: 'Resource not' }] },
    ],
    ['the installation is suspended', 403, { message: 'This installation has been suspended' }],
    ['there is no token to be had', 404, { message: 'Not Found' }],
  ])('are unreadable where %s', async (_, status, data) => {
    expect((await ask(status, data)).files).toBe('unreadable');
  });

  it.each<readonly [string, number, unknown, Record<string, string>]>([
    ['the primary one', 200, { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] }, {}],
    ['a secondary one', 200, { errors: [{ message: 'You have exceeded a secondary rate limit.' }] }, {}],
    ['one with 403', 403, { message: 'Wait.' }, { 'retry-after': '60' }],
    ['one with 429', 429, { message: 'Too many requests' }, {}],
    ['one of which Octokit made an error', 400, { errors: [{ type: 'RATE_LIMITED' }] }, {}],
  ])('reject at a rate limit, %s', async (_, status, data, headers) => {
    const answer = answerIn(await ask(status, data, headers).catch((error: unknown) => error));
    expect(answer && isRateLimit(answer)).toBe(true);
  });

  it.each<readonly [string, number, unknown]>([
    ['did not get it done', 502, '<html>'],
    ['refuses the token', 401, { message: 'Bad credentials' }],
    ['says that it went wrong', 200, { errors: [{ message: 'Something went wrong.' }] }],
    ['says so beside half an answer', 200, { ...tree({}), errors: [{ message: 'Timeout.' }] }],
    ['says nothing', 200, {}],
  ])('reject where GitHub %s', async (_, status, data) => {
    await expect(ask(status, data)).rejects.toThrow();
  });
});

describe('the workflow files, of a GitHub on localhost', () => {
  const checked = useCheckedSandbox();

  it('are those of the default branch, and unreadable where contents may not be read', async () => {
    const { sandbox } = checked();
    const { id } = sandbox.createRepository({
      fullName: 'acme/docs',
      visibility: 'private',
      files: { '.github/workflows/a.yml': TEXT, '.github/workflows/deep/b.yml': TEXT, 'c.yml': TEXT },
      links: { '.github/workflows/link.yml': 'a.yml' },
    });
    sandbox.createRepository({ fullName: 'acme/none' });
    const installation = sandbox.install(
      sandbox.createApp({ name: 'Relay', permissions: { contents: 'read' } }),
      'acme',
    );
    const { workflowFiles } = createWorkflows({
      authenticate: () => Promise.resolve(octokit(sandbox, installation)),
      graphqlUrl: sandbox.graphqlUrl,
    });
    const docs = aRepository('acme/docs', { id });
    expect(await workflowFiles(docs)).toEqual([
      { path: '.github/workflows/a.yml', text: TEXT },
      { path: '.github/workflows/link.yml' },
    ]);
    expect(await workflowFiles(aRepository('acme/none'))).toEqual([]);
    expect(await workflowFiles(aRepository('acme/gone'))).toBe('unreadable');
    installation.permissions = { issues: 'read' };
    expect(await workflowFiles(docs)).toBe('unreadable');
  });
});
