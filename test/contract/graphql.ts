import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { buildSchema, executeSync, getOperationAST, GraphQLError, parse, validate } from 'graphql';
import { type Exchange } from '../../src/sandbox/exchange.ts';
import { type Contract } from './openapi.ts';

/** Of GitHub's own schema what is in use; see scripts/trim-graphql.ts. */
export const GITHUB_SCHEMA = buildSchema(
  readFileSync(new URL('github-graphql.graphql', import.meta.url), 'utf8'),
);

/** Of the errors that GitHub gives with a status of 200. */
const ERROR_TYPES = new Set(['NOT_FOUND', 'FORBIDDEN', 'RATE_LIMITED', 'ARGUMENT_LIMIT']);

const ROOT_FIELDS = ['data', 'errors'];

interface Body {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message?: unknown; readonly type?: string }[];
}

/** As JSON says it: what GraphQL made has no prototypes, and no `undefined`. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const problemsOfQuery = ({ query = '' }: Body): readonly string[] => {
  try {
    return validate(GITHUB_SCHEMA, parse(query)).map(({ message }) => `query: ${message}`);
  } catch (error) {
    return [`query: ${String(error)}`];
  }
};

/** The data is asked the same question: what it lacks, or has in another shape, comes back otherwise. */
const problemsOfData = (
  { query = '', variables }: Body,
  { data, errors = [] }: Answered,
): readonly string[] => {
  if (data === undefined || data === null)
    return errors.length === 0 ? ['there is neither data nor an error'] : [];
  const document = parse(query);
  if (getOperationAST(document)?.operation !== 'query') return ['it is not a query'];
  const again = executeSync({
    schema: GITHUB_SCHEMA,
    document,
    rootValue: data,
    ...(variables && { variableValues: variables }),
  });
  const wrong = (again.errors ?? []).map((error) => `data: ${GraphQLError.prototype.toString.call(error)}`);
  return wrong.length > 0 || isDeepStrictEqual(plain(again.data), plain(data))
    ? wrong
    : ['data: it is not what was asked for'];
};

const problemsOfErrors = ({ errors }: Answered): readonly string[] => {
  if (errors === undefined) return [];
  if (!Array.isArray(errors) || errors.length === 0) return ['errors: they are no list, or an empty one'];
  return errors.flatMap(({ message, type }: NonNullable<Answered['errors']>[number]) => [
    ...(typeof message === 'string' ? [] : ['errors: one has no message']),
    ...(type === undefined || ERROR_TYPES.has(type) ? [] : [`errors: ${type} is no known type`]),
  ]);
};

const problemsOfAnswer = (exchange: Exchange): readonly string[] => {
  const { status, requestBody, responseBody, responseHeaders } = exchange;
  // As with REST: cut off, or answered by what stands in front of the API.
  if (status === 0 || status >= 500) return [];
  const body = (responseBody ?? {}) as Answered & { readonly message?: unknown };
  if (status >= 300) return typeof body.message === 'string' ? [] : ['response body has no message'];
  if (status !== 200) return [`status ${status} is not described`];
  const unknown = Object.keys(body).filter((key) => !ROOT_FIELDS.includes(key));
  return [
    ...(responseHeaders['x-ratelimit-resource'] === 'graphql' ? [] : ['it is not counted as graphql']),
    ...unknown.map((key) => `response body has the unknown property ${key}`),
    ...problemsOfErrors(body),
    ...problemsOfData(requestBody as Body, body),
  ];
};

const problemsOfRequest = ({ method, requestHeaders, requestBody }: Exchange): readonly string[] => [
  ...(method === 'POST' ? [] : [`it is asked with ${method}`]),
  ...(requestHeaders['user-agent'] === undefined ? ['the User-Agent header is missing'] : []),
  ...problemsOfQuery(requestBody as Body),
];

const named = (problems: readonly string[], { status }: Exchange): readonly string[] =>
  problems.map((problem) => `POST /graphql → ${status}: ${problem}`);

/** Holds exchanges of GraphQL against GitHub's own schema. */
export const graphqlContract: Pick<Contract, 'check' | 'checkAnswer'> = {
  check: (exchange) => named([...problemsOfRequest(exchange), ...problemsOfAnswer(exchange)], exchange),
  checkAnswer: (exchange) => named(problemsOfAnswer(exchange), exchange),
};
