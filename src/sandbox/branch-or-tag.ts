import { type Commit } from './git.ts';
import { type Repository } from './repository.ts';

/** A branch or a tag, and where it is now. */
export interface BranchOrTag {
  readonly name: string;
  /** `refs/heads/main` */
  readonly full: string;
  readonly commit: Commit;
}

/** By its name, with or without `refs/heads/` or `refs/tags/`; a branch goes before a tag of the same name. No commit id is one. */
export const branchOrTag = (
  { branches, tags, commits }: Repository,
  asked: string,
): BranchOrTag | undefined => {
  const kinds = [
    ['refs/heads/', branches],
    ['refs/tags/', tags],
  ] as const;
  for (const [prefix, refs] of kinds) {
    const name = asked.startsWith(prefix) ? asked.slice(prefix.length) : asked;
    const commit = commits.get(refs.get(name) ?? '');
    if (commit) return { name, full: prefix + name, commit };
  }
  return undefined;
};
