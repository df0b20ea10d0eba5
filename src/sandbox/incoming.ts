import { type IncomingMessage } from 'node:http';

/** A request as it came in, read to its end. */
export interface Incoming {
  readonly method: string;
  /** Without `/api/v3` (of GraphQL without `/api`) and the query, still percent-encoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined when there was no body. */
  readonly text: string | undefined;
}

const API_ROOT = '/api/v3';
/** As on a GitHub Enterprise Server. @see https://docs.github.com/enterprise-server/graphql/guides/forming-calls-with-graphql */
export const GRAPHQL_PATH = '/graphql';
const GRAPHQL = '/api/graphql';

export const readIncoming = async (request: IncomingMessage): Promise<Incoming> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? 'GET',
    path: pathOf(url.pathname),
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(headers),
    text: text === '' ? undefined : text,
  };
};

/** What is asked for outside the API keeps a path that no route has. */
const pathOf = (pathname: string): string => {
  if (pathname === GRAPHQL) return GRAPHQL_PATH;
  const isRest = pathname.startsWith(`${API_ROOT}/`) && pathname !== API_ROOT + GRAPHQL_PATH;
  return isRest ? pathname.slice(API_ROOT.length) : `/outside${pathname}`;
};

export type Body =
  { readonly value: Readonly<Record<string, unknown>> | undefined } | { readonly message: string };

/** JSON objects only. @see https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
export const parseBody = (text: string | undefined): Body => {
  if (text === undefined) return { value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { value: { ...value } } : { message: 'Body should be a JSON object' };
  } catch {
    return { message: 'Problems parsing JSON' };
  }
};
