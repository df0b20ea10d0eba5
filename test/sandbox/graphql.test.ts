import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Installation } from '../../src/sandbox/installation.ts';
import { nodeId } from '../../src/sandbox/payloads/node-id.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { useCheckedSandbox } from './checked-sandbox.ts';
import { asApp, asInstallation, call } from './client.ts';

const QUERY = `query ($ids: [ID!]!, $expression: String!) {
  nodes(ids: $ids) {
    __typename
    ... on Repository { object(expression: $expression) { __typename ... on Blob { byteSize text } } }
  }
}`;

const TREE_QUERY = `query ($ids: [ID!]!, $expression: String!) {
  nodes(ids: $ids) {
    __typename
    ... on Repository {
      object(expression: $expression) {
        __typename
        ... on Commit { oid }
        ... on Tree {
          entries {
            name
            path
            type
            object { __typename ... on Blob { text isBinary isTruncated byteSize } }
          }
        }
      }
    }
  }
}`;

interface Answered {
  readonly data?: { readonly nodes: readonly ({ readonly object: object | null } | null)[] } | null;
  readonly errors?: readonly object[];
}

const ask = async (sandbox: Sandbox, authorization: string | undefined, body: object) => {
  const response = await fetch(sandbox.graphqlUrl, {
    method: 'POST',
    headers: { ...(authorization !== undefined && { authorization }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answered };
};

describe('GraphQL', () => {
  const checked = useCheckedSandbox();

  const setUp = async (permissions: Installation['permissions'] = { contents: 'read' }) => {
    const { sandbox } = checked();
    const app = sandbox.createApp({ name: 'Relay', permissions });
    const repository = sandbox.createRepository({
      fullName: 'acme/spoke',
      visibility: 'private',
      files: {
        'a.yml': 'notify: []\n',
        'deep/b.yml': 'b',
        'binary.yml': 'a\0b',
        'large.yml': 'x'.repeat(600_000),
      },
      links: { 'link.yml': 'deep/b.yml' },
    });
    const installation = sandbox.install(app, 'acme');
    const authorization = await asInstallation(sandbox, installation);
    const id = nodeId('R', repository.id);
    const read = async (expression: string, ids = [id], query = QUERY) =>
      (await ask(sandbox, authorization, { query, variables: { ids, expression } })).body;
    const object = async (expression: string, query = QUERY) =>
      (await read(expression, [id], query)).data?.nodes[0]?.object;
    return { sandbox, app, installation, authorization, id, read, object };
  };

  it('gives a file of the default branch, of another, and of a tag', async () => {
    const { sandbox, object } = await setUp();
    await sandbox.putFile('acme/spoke', 'a.yml', 'new', { branch: 'next' });
    await sandbox.push('acme/spoke', { tag: 'v1', branch: 'next' });
    const text = {
      __typename: 'Blob',
      byteSize: 11,
      text: 'notify: []\n',
    };
    expect(await object('HEAD:a.yml')).toEqual(text);
    for (const ref of ['next', 'v1']) expect(await object(`${ref}:a.yml`)).toMatchObject({ text: 'new' });
    await sandbox.changeDefaultBranch('acme/spoke', 'next');
    expect(await object('HEAD:a.yml')).toMatchObject({ text: 'new' });
  });

  it('gives no text of a binary file, part of a large one, and of a link where it leads', async () => {
    const { object } = await setUp();
    expect(await object('HEAD:binary.yml')).toMatchObject({ text: null, byteSize: 3 });
    const large = await object('HEAD:large.yml');
    expect(large).toMatchObject({ byteSize: 600_000, text: 'x'.repeat(512_000) });
    expect(await object('HEAD:link.yml')).toMatchObject({ text: 'deep/b.yml' });
  });

  it('gives a directory as a tree, and nothing where there is nothing', async () => {
    const { object } = await setUp();
    expect(await object('HEAD:deep')).toEqual({ __typename: 'Tree' });
    for (const expression of ['HEAD:none.yml', 'none:a.yml', 'none'])
      expect(await object(expression)).toBeNull();
  });

  it('gives the entries of a directory with what they are, in the order of git', async () => {
    const { sandbox, object } = await setUp();
    const files = {
      'w/b.yml': 'b',
      'w/a/deep.yml': 'd',
      'w/a.yml': 'a',
      'w/nul.yml': 'a\0b',
      'w/é.yml': 'e',
    };
    await sandbox.push('acme/spoke', { commits: [{ files: { added: Object.keys(files) }, texts: files }] });
    const entry = (name: string, text: string) => {
      const object = { __typename: 'Blob', text, isBinary: false, isTruncated: false, byteSize: 1 };
      return { name, path: `w/${name}`, type: 'blob', object };
    };
    expect(await object('HEAD:w', TREE_QUERY)).toEqual({
      __typename: 'Tree',
      entries: [
        entry('a.yml', 'a'),
        { name: 'a', path: 'w/a', type: 'tree', object: { __typename: 'Tree' } },
        entry('b.yml', 'b'),
        {
          ...entry('nul.yml', ''),
          object: { __typename: 'Blob', text: null, isBinary: true, isTruncated: false, byteSize: 3 },
        },
        entry('é.yml', 'e'),
      ],
    });
    const root = (await object('HEAD:', TREE_QUERY)) as {
      readonly entries: readonly { readonly name: string }[];
    };
    expect(root.entries.map(({ name }) => name)).toEqual([
      'a.yml',
      'binary.yml',
      'deep',
      'large.yml',
      'link.yml',
      'w',
    ]);
    expect(root.entries[3]).toMatchObject({ object: { isTruncated: true, byteSize: 600_000 } });
    expect(await object('HEAD:none', TREE_QUERY)).toBeNull();
  });

  it('gives the commit that HEAD, a branch or an id means', async () => {
    const { sandbox, object } = await setUp();
    const { sha } = await sandbox.push('acme/spoke', { branch: 'next' });
    const head = sandbox.repository('acme/spoke').branches.get('main');
    expect(await object('HEAD', TREE_QUERY)).toEqual({ __typename: 'Commit', oid: head });
    for (const expression of ['next', sha])
      expect(await object(expression, TREE_QUERY)).toEqual({ __typename: 'Commit', oid: sha });
  });

  it('does not find what the installation does not see, and finds the others all the same', async () => {
    const { sandbox, id, read } = await setUp();
    const foreign = sandbox.createRepository({ fullName: 'other/secret', visibility: 'private' });
    const hidden = nodeId('R', foreign.id);
    const { data, errors } = await read('HEAD:a.yml', [hidden, 'nonsense', id]);
    expect(data?.nodes).toMatchObject([null, null, { object: { byteSize: 11 } }]);
    expect(errors).toMatchObject([
      {
        type: 'NOT_FOUND',
        path: ['nodes', 0],
        message: `Could not resolve to a node with the global id of '${hidden}'.`,
      },
      { type: 'NOT_FOUND', path: ['nodes', 1] },
    ]);
  });

  it('finds a repository by its name, or one that it had, and says no more of a hidden one than of none', async () => {
    const { sandbox, authorization, id } = await setUp();
    sandbox.createRepository({ fullName: 'other/hidden', visibility: 'private' });
    const query = 'query ($name: String!, $owner: String!) { repository(name: $name, owner: $owner) { id } }';
    const find = async (owner: string, name: string) =>
      (await ask(sandbox, authorization, { query, variables: { owner, name } })).body;
    expect(await find('acme', 'SPOKE')).toEqual({ data: { repository: { id } } });
    await sandbox.rename('acme/spoke', 'wheel');
    expect(await find('acme', 'spoke')).toEqual({ data: { repository: { id } } });
    for (const [owner, name] of [
      ['other', 'hidden'],
      ['other', 'none'],
    ] as const) {
      const error = {
        type: 'NOT_FOUND',
        path: ['repository'],
        message: `Could not resolve to a Repository with the name '${owner}/${name}'.`,
      };
      expect(await find(owner, name)).toMatchObject({ data: { repository: null }, errors: [error] });
    }
  });

  it('refuses the file where the installation may not read contents', async () => {
    const { read } = await setUp({ issues: 'read' });
    const { data, errors } = await read('HEAD:a.yml');
    expect(data?.nodes).toEqual([{ __typename: 'Repository', object: null }]);
    expect(errors).toMatchObject([
      {
        type: 'FORBIDDEN',
        path: ['nodes', 0, 'object'],
        message: 'Resource not accessible by integration',
      },
    ]);
  });

  it('takes 100 ids at most', async () => {
    const { id, read } = await setUp();
    const many = (count: number): string[] => Array.from({ length: count }, () => id);
    expect((await read('HEAD:a.yml', many(100))).data?.nodes).toHaveLength(100);
    const { data, errors } = await read('HEAD:a.yml', many(101));
    expect(data).toBeNull();
    expect(errors).toMatchObject([
      { type: 'ARGUMENT_LIMIT', message: 'You may not provide more than 100 node ids; you provided 101.' },
    ]);
  });

  it('is for installation tokens only', async () => {
    const { sandbox, app, authorization } = await setUp();
    const body = { query: QUERY, variables: { ids: [], expression: '' } };
    expect((await ask(sandbox, undefined, body)).status).toBe(401);
    expect((await ask(sandbox, asApp(sandbox, app), body)).status).toBe(401);
    expect((await ask(sandbox, 'token wrong', body)).status).toBe(401);
    expect((await ask(sandbox, authorization, body)).status).toBe(200);
  });

  it('counts its requests apart, and says with a status of 200 that there were too many', async () => {
    const { sandbox, installation, authorization, id } = await setUp();
    const body = { query: QUERY, variables: { ids: [id], expression: 'HEAD:a.yml' } };
    const { headers } = await ask(sandbox, authorization, body);
    expect(headers.get('x-ratelimit-resource')).toBe('graphql');
    expect(headers.get('x-ratelimit-remaining')).toBe('4999');
    const { resources } = (await call(sandbox, 'GET /rate_limit', { authorization })).body as {
      resources: Record<string, object>;
    };
    expect(resources).toMatchObject({ core: { used: 0 }, graphql: { used: 1 } });
    sandbox.setRateLimit(installation, { resource: 'graphql', remaining: 0 });
    const refused = await ask(sandbox, authorization, body);
    expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([200, '0']);
    expect(refused.body).toEqual({
      errors: [
        { type: 'RATE_LIMITED', message: `API rate limit exceeded for installation ID ${installation.id}.` },
      ],
    });
    expect((await call(sandbox, 'GET /repos/acme/spoke', { authorization })).status).toBe(200);
    expect(sandbox.violations).toMatchObject([{ limit: 'primary', path: '/graphql' }]);
  });
});

describe('GraphQL that is wrong', () => {
  /** Not held against the contract: these questions are wrong on purpose. */
  let sandbox: Sandbox;
  let authorization: string;
  beforeEach(async () => {
    sandbox = await startSandbox();
    const app = sandbox.createApp({ name: 'Relay', permissions: { contents: 'read' } });
    authorization = await asInstallation(sandbox, sandbox.install(app, 'acme'));
  });
  afterEach(() => sandbox.stop());

  it.each<readonly [string, object, RegExp]>([
    ['no query', {}, /A query attribute must be specified/],
    ['a syntax error', { query: '{' }, /Syntax Error/],
    ['an unknown field', { query: '{ viewer { login } }' }, /Cannot query field "viewer"/],
    ['a variable that is missing', { query: QUERY, variables: { ids: [] } }, /\$expression/],
  ])('is answered with 200 and an error: %s', async (_, body, message) => {
    const { status, body: answered } = await ask(sandbox, authorization, body);
    expect(status).toBe(200);
    expect(answered.data).toBeUndefined();
    expect(answered.errors).toMatchObject([{ message: expect.stringMatching(message) as string }]);
  });

  it('is not found where REST is', async () => {
    const reply = await call(sandbox, 'POST /graphql', { authorization, body: { query: QUERY } });
    expect(reply.status).toBe(404);
    expect(sandbox.exchanges.at(-1)?.path).toBe('/outside/api/v3/graphql');
  });
});
