import { createHash, randomBytes } from 'node:crypto';
import { posix } from 'node:path';

export const ZERO_SHA = '0'.repeat(40);

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly username?: string;
}

/** Paths; a rename is a removal and an addition, as in GitHub's push payload. */
export interface FileChanges {
  readonly added?: readonly string[];
  readonly modified?: readonly string[];
  readonly removed?: readonly string[];
}

export interface Commit {
  readonly sha: string;
  readonly treeSha: string;
  readonly parent: string | undefined;
  readonly message: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly author: Person;
  readonly changes: Required<FileChanges>;
  /** The whole tree at this commit: path → text. */
  readonly files: ReadonlyMap<string, string>;
  /** Of these paths, those that are symbolic links; the text of one is where it leads. */
  readonly links: ReadonlySet<string>;
}

export interface CommitInput {
  /** One of its own, when left out. */
  readonly sha?: string;
  readonly message?: string;
  readonly author?: Person;
  readonly files?: FileChanges;
  /** Contents of paths; an added or modified path without one gets a text of its own. */
  readonly texts?: Readonly<Record<string, string>>;
  /** Of the added or modified paths, those that become symbolic links. */
  readonly links?: readonly string[];
}

/** The id that git itself gives the content. */
export const blobSha = (text: string): string =>
  createHash('sha1')
    .update(`blob ${Buffer.byteLength(text)}\0`)
    .update(text)
    .digest('hex');

const DEFAULT_AUTHOR: Person = { name: 'Mona Lisa', email: 'mona@example.com', username: 'mona' };

/** A commit on top of `parent`, or a root commit. Its ids are random, unless one is given: only blobs need git's own, for clients that compare them. */
export const createCommit = (parent: Commit | undefined, input: CommitInput, at: number): Commit => {
  const { added = [], modified = [], removed = [] } = input.files ?? {};
  const { sha = randomBytes(20).toString('hex') } = input;
  const files = new Map(parent?.files);
  for (const path of removed) files.delete(path);
  for (const path of [...added, ...modified]) files.set(path, input.texts?.[path] ?? `${path} at ${sha}\n`);
  const links = new Set(parent?.links);
  for (const path of [...removed, ...added, ...modified]) links.delete(path);
  for (const path of input.links ?? []) links.add(path);
  return {
    sha,
    treeSha: randomBytes(20).toString('hex'),
    parent: parent?.sha,
    message: input.message ?? 'Update files',
    at,
    author: input.author ?? DEFAULT_AUTHOR,
    changes: { added, modified, removed },
    files,
    links,
  };
};

/** The path of the normal file that a link leads to; undefined where it leads to none. */
export const followLink = ({ files, links }: Commit, path: string): string | undefined => {
  const target = posix.join(posix.dirname(path), files.get(path) ?? '');
  return files.has(target) && !links.has(target) ? target : undefined;
};

/** Without a base, everything is added. */
export const difference = (base: Commit | undefined, head: Commit): Required<FileChanges> => {
  const before = base?.files ?? new Map<string, string>();
  const names = [...head.files.keys()];
  return {
    added: names.filter((name) => !before.has(name)),
    modified: names.filter((name) => before.has(name) && before.get(name) !== head.files.get(name)),
    removed: [...before.keys()].filter((name) => !head.files.has(name)),
  };
};
