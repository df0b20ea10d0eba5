import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { remoteIn, repositoryOfRemote } from '../../config/starter/remote.ts';
import { RelayError } from '../../errors.ts';

/** What a directory tells of its repository. */
export interface Learned {
  /** `owner/name` */
  readonly name?: string;
  /** The default branch, where git knows it. */
  readonly branch: string;
  /** The repository's own directory, where that is another. */
  readonly top?: string;
}

/** Git's own files are read, and git itself is not needed. Rejects where there is no such directory. */
export const learn = async (directory: string): Promise<Learned> => {
  const found = await stat(directory).catch(() => undefined);
  if (found?.isDirectory() !== true)
    throw new RelayError('file-unreadable', `${directory}: no such directory.`);
  const top = await topOf(resolve(directory));
  if (top === undefined) return { branch: 'main' };
  const git = await gitDirectory(join(top, '.git'));
  const remote = remoteIn((await read(join(git, 'config'))) ?? '');
  const name = remote === undefined ? undefined : repositoryOfRemote(remote);
  const head = (await read(join(git, 'refs/remotes/origin/HEAD'))) ?? '';
  return {
    ...(name !== undefined && { name }),
    branch: /^ref: refs\/remotes\/origin\/(\S+)\s*$/.exec(head)?.[1] ?? 'main',
    ...(top !== resolve(directory) && { top }),
  };
};

const topOf = async (directory: string): Promise<string | undefined> => {
  if (await stat(join(directory, '.git')).catch(() => undefined)) return directory;
  const above = dirname(directory);
  return above === directory ? undefined : topOf(above);
};

/**
 * In a submodule or a second worktree, `.git` is a file that says where it is.
 * https://git-scm.com/docs/gitrepository-layout
 */
const gitDirectory = async (path: string): Promise<string> => {
  const link = /^gitdir: (.+)$/m.exec((await read(path)) ?? '')?.[1];
  if (link === undefined) return path;
  const own = resolve(dirname(path), link.trim());
  const common = await read(join(own, 'commondir'));
  return common === undefined ? own : resolve(own, common.trim());
};

const read = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);
