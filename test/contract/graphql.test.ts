import {
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { FILES_QUERY } from '../../src/github/file-batch.ts';
import { WORKFLOWS_QUERY } from '../../src/github/workflows.ts';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { SCHEMA } from '../../src/sandbox/graphql/schema.ts';
import { GITHUB_SCHEMA } from './graphql.ts';
import { githubContract } from './openapi.ts';

const { check } = githubContract();

const FILE = { __typename: 'Blob', byteSize: 1, text: 'a' };
const RIGHT: Exchange = {
  at: 0,
  method: 'POST',
  path: '/graphql',
  query: {},
  requestHeaders: { 'user-agent': 'test' },
  requestBody: { query: FILES_QUERY, variables: { ids: ['a', 'b'], expression: 'HEAD:a' } },
  status: 200,
  responseHeaders: { 'x-ratelimit-resource': 'graphql' },
  responseBody: { data: { nodes: [{ __typename: 'Repository', object: FILE }, null] } },
};
const answered = (object: object | null): object => ({
  data: { nodes: [{ __typename: 'Repository', object }, null] },
});

describe('the contract with GitHub in GraphQL', () => {
  it.each([FILES_QUERY, WORKFLOWS_QUERY])('allows every query that we send: %s', (query) => {
    expect(validate(GITHUB_SCHEMA, parse(query))).toEqual([]);
  });

  it('has every type and field of the sandbox, with the same types and arguments', () => {
    const ours = Object.values(SCHEMA.getTypeMap()).filter(
      (type): type is GraphQLObjectType | GraphQLInterfaceType =>
        !type.name.startsWith('__') && (isObjectType(type) || isInterfaceType(type)),
    );
    expect(ours.map(({ name }) => name).toSorted()).toEqual(
      ['Blob', 'Commit', 'GitObject', 'Node', 'Query', 'Repository', 'Tree', 'TreeEntry'].toSorted(),
    );
    for (const type of ours) {
      const theirs = GITHUB_SCHEMA.getType(type.name);
      if (!(isObjectType(theirs) || isInterfaceType(theirs))) throw new Error(`GitHub has no ${type.name}`);
      expect(type.getInterfaces().map(({ name }) => name)).toEqual(
        theirs.getInterfaces().map(({ name }) => name),
      );
      for (const [name, field] of Object.entries(type.getFields())) {
        const described: GraphQLField<unknown, unknown> | undefined = theirs.getFields()[name];
        expect(`${type.name}.${name}: ${String(described?.type)}`).toBe(
          `${type.name}.${name}: ${String(field.type)}`,
        );
        for (const argument of field.args) {
          const known = described?.args.find((one) => one.name === argument.name);
          expect(String(known?.type)).toBe(String(argument.type));
        }
      }
    }
  });

  it('finds nothing wrong with a right exchange', () => {
    expect(check(RIGHT)).toEqual([]);
    expect(check({ ...RIGHT, responseBody: answered({ __typename: 'Tree' }) })).toEqual([]);
    expect(check({ ...RIGHT, responseBody: answered(null) })).toEqual([]);
    const errors = [{ type: 'RATE_LIMITED', message: 'Too much.' }];
    expect(check({ ...RIGHT, responseBody: { errors } })).toEqual([]);
  });

  it.each<readonly [string, Partial<Exchange>, RegExp]>([
    ['another method', { method: 'GET' }, /asked with GET/],
    ['no User-Agent', { requestHeaders: {} }, /User-Agent/],
    [
      'a field that GitHub has not',
      { requestBody: { query: '{ viewers { login } }' } },
      /Cannot query field/,
    ],
    [
      'a query that cannot be read',
      { requestBody: { query: '{' }, responseBody: { errors: [{ message: '' }] } },
      /Syntax/,
    ],
    ['no data and no error', { responseBody: {} }, /neither data nor an error/],
    ['a field that is missing', { responseBody: answered({ __typename: 'Blob', text: 'a' }) }, /byteSize/],
    ['a field of another type', { responseBody: answered({ ...FILE, byteSize: 'many' }) }, /byteSize|Int/],
    ['a field too many', { responseBody: answered({ ...FILE, oid: 'a' }) }, /not what was asked for/],
    ['an object of no known type', { responseBody: answered({ __typename: 'Bolb' }) }, /Bolb/],
    ['an error without a message', { responseBody: { errors: [{ type: 'NOT_FOUND' }] } }, /no message/],
    [
      'an error of an unknown type',
      { responseBody: { errors: [{ type: 'NO', message: '' }] } },
      /no known type/,
    ],
    [
      'a property beside data and errors',
      { responseBody: { ...answered(null), extra: 1 } },
      /unknown property extra/,
    ],
    ['another count', { responseHeaders: { 'x-ratelimit-resource': 'core' } }, /not counted as graphql/],
    ['another success', { status: 201 }, /status 201/],
    ['an error status without a message', { status: 401, responseBody: {} }, /no message/],
  ])('catches an exchange with %s', (_, change, expected) => {
    expect(check({ ...RIGHT, ...change })).toContainEqual(expect.stringMatching(expected));
  });

  it('lets a server error and a cut connection look as they like', () => {
    expect(check({ ...RIGHT, status: 502, responseBody: '<html>' })).toEqual([]);
    expect(check({ ...RIGHT, status: 0, responseBody: undefined })).toEqual([]);
  });
});
