import { type ConfigFile } from '../flow/ports.ts';
import { NOT_A_FILE, TOO_LARGE } from './unreadable.ts';

/** What GitHub answers in GraphQL; a 200 may hold errors, with or without data. */
export interface Answered {
  readonly data?: { readonly nodes?: readonly (Node | null)[] | null } | null;
  readonly errors?: readonly AnsweredError[];
}

interface AnsweredError {
  readonly type?: string;
  readonly message?: string;
  /** Such as `['nodes', 3, 'object']`. */
  readonly path?: readonly (string | number)[];
}

interface Node {
  readonly __typename?: string;
  readonly object?: {
    readonly __typename?: string;
    readonly byteSize?: number;
    readonly text?: string | null;
  } | null;
}

/** Up to here REST gives a file with its content. */
const LARGEST = 1024 * 1024;

/**
 * Throws where it says that it was asked too much, as Octokit does for REST: "The response status will still be 200."
 * https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api#exceeding-the-rate-limit
 */
export const refuseTooMuch = ({ errors = [] }: Pick<Answered, 'errors'>, headers: object): void => {
  const refusal = errors.find(
    ({ type, message = '' }) => type === 'RATE_LIMITED' || /secondary rate limit/i.test(message),
  );
  if (!refusal) return;
  const { message = 'GraphQL rate limit exceeded' } = refusal;
  throw Object.assign(new Error(message), { response: { status: 429, headers, data: { message } } });
};

/** The files that it tells in full, by the ids that it was asked for in this order; `undefined` where nothing in it can be relied on. */
export const readAnswer = (
  { data, errors = [] }: Answered,
  ids: readonly number[],
): ReadonlyMap<number, ConfigFile> | undefined => {
  const nodes = data?.nodes;
  if (nodes?.length !== ids.length) return undefined;
  const failed = new Set(errors.map(({ path }) => path?.[1]));
  // An error that names no node is about those that are null, and about all where none is.
  if (failed.has(undefined) && !nodes.includes(null)) return undefined;
  const files = new Map<number, ConfigFile>();
  for (const [place, id] of ids.entries()) {
    const file = failed.has(place) ? undefined : readNode(nodes[place]);
    if (file) files.set(id, file);
  }
  return files;
};

const readNode = (node: Node | null | undefined): ConfigFile | undefined => {
  if (node?.__typename !== 'Repository' || node.object === undefined) return undefined;
  if (node.object === null) return { state: 'missing' };
  const { __typename: type, byteSize = 0 } = node.object;
  if (type !== 'Blob') return NOT_A_FILE;
  if (byteSize > LARGEST) return TOO_LARGE;
  return isInFull(node.object) ? { state: 'read', text: node.object.text } : undefined;
};

interface Blob {
  readonly byteSize?: number;
  readonly text?: string | null;
}

/** Whether the text is surely that of the file. */
export const isInFull = <Found extends Blob>(blob: Found): blob is Found & { readonly text: string } =>
  typeof blob.text === 'string' && isWhole(blob.text, blob.byteSize ?? 0) && !mayBeLink(blob.text);

/** GitHub cuts a long text off, gives none of a binary file, and turns other encodings than UTF-8 into it. */
const isWhole = (text: string, byteSize: number): boolean => Buffer.byteLength(text) === byteSize;

/** Of a symbolic link the text is where it leads; REST gives the file there. */
const mayBeLink = (text: string): boolean => text !== '' && !text.includes('\n');
