import { type Json, textAt } from './json.ts';
import { readRepository, type Repository } from './repository.ts';

/** A repository as GitHub describes it just now. `pushedAt`: the last push to any branch, in whole seconds as ms since 1970. */
export interface FoundRepository {
  readonly repository: Repository;
  /** Its id in GraphQL. */
  readonly nodeId: string;
  readonly pushedAt?: number;
}

/** `undefined` where it is not a repository. https://docs.github.com/en/rest/repos/repos#get-a-repository */
export const readFoundRepository = (
  value: Json | undefined,
  installationId: number,
): FoundRepository | undefined => {
  const repository = readRepository(value, installationId);
  const pushedAt = Date.parse(textAt(value, 'pushed_at') ?? '');
  return (
    repository && {
      repository,
      nodeId: textAt(value, 'node_id') ?? '',
      ...(!Number.isNaN(pushedAt) && { pushedAt }),
    }
  );
};

/** A file on the default branch changes only when this does; `undefined` where GitHub does not say when it was pushed to. */
export const stampOf = ({
  repository,
  pushedAt,
}: Pick<FoundRepository, 'repository' | 'pushedAt'>): string | undefined =>
  pushedAt === undefined ? undefined : `${repository.defaultBranch} ${pushedAt}`;

const SETTLED = 60_000;

/**
 * Whether what was read at `readAt` is surely what this push left: another push in the same second would have the same
 * stamp, and clocks differ.
 */
export const isSettled = ({ pushedAt }: Pick<FoundRepository, 'pushedAt'>, readAt: number): boolean =>
  pushedAt !== undefined && readAt - pushedAt >= SETTLED;
