import { blobSha, type Commit } from '../git.ts';
import { nodeId } from '../payloads/node-id.ts';
import { resolveRef, type Repository } from '../repository.ts';

/** Where GitHub cuts a text off, in bytes. Not documented; seen by https://github.com/sveltia/sveltia-cms/issues/950 */
const LONGEST_TEXT = 512_000;
/** How far git looks for a NUL to tell binary files. */
const LOOKED_AT = 8_000;

const identity = (kind: string, oid: string): { readonly id: string; readonly oid: string } => ({
  id: nodeId(kind, parseInt(oid.slice(0, 12), 16)),
  oid,
});

const blob = (text: string): object => {
  const bytes = Buffer.from(text);
  const isBinary = bytes.subarray(0, LOOKED_AT).includes(0);
  return {
    __typename: 'Blob',
    ...identity('B', blobSha(text)),
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > LONGEST_TEXT,
    text: isBinary ? null : bytes.subarray(0, LONGEST_TEXT).toString(),
  };
};

/** As git sorts: a directory as if its name ended in a slash. */
const inTreeOrder = (paths: Iterable<string>): readonly string[] =>
  [...paths].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));

const tree = (commit: Commit, path: string): object => ({
  __typename: 'Tree',
  ...identity('T', path === '' ? commit.treeSha : blobSha(path)),
  // Only where they are asked for.
  entries: () => entries(commit, path),
});

const entries = (commit: Commit, path: string): readonly object[] => {
  const prefix = path === '' ? '' : `${path}/`;
  const below = [...commit.files.keys()].filter((known) => known.startsWith(prefix));
  const names = new Set(below.map((known) => /^[^/]*\/?/.exec(known.slice(prefix.length))?.[0] ?? ''));
  return inTreeOrder(names).map((entry) => {
    const name = entry.replace(/\/$/, '');
    const type = name === entry ? 'blob' : 'tree';
    return { name, path: prefix + name, type, object: () => objectAt(commit, prefix + name) };
  });
};

const objectAt = (commit: Commit, path: string): object | null => {
  const text = commit.files.get(path);
  if (text !== undefined) return blob(text);
  const isTree = path === '' || [...commit.files.keys()].some((known) => known.startsWith(`${path}/`));
  return isTree ? tree(commit, path) : null;
};

/**
 * What `git rev-parse` finds for "HEAD", "HEAD:path" or "ref:path"; null where there is nothing. A symbolic link is the blob that it
 * is to git: its text says where it leads.
 */
export const gitObject = (repository: Repository, expression: string): object | null => {
  const [, ref = '', path] = /^([^:]+)(?::(.*))?$/.exec(expression) ?? [];
  const commit = resolveRef(repository, ref);
  if (commit === undefined) return null;
  return path === undefined ? { __typename: 'Commit', ...identity('C', commit.sha) } : objectAt(commit, path);
};
