import { type Event } from './event.ts';
import { inForce, type Member } from './in-force.ts';
import { at } from './json.ts';
import { nameKey, readRepository, type Repository } from './repository.ts';
import { matchesRepository } from './repository-pattern.ts';
import { type RouteIndex } from './route-index.ts';

/** Whose event it is: of a repository on which the App is installed, or of one that a source speaks for. */
export type Speaker = { readonly spoke: Member } | { readonly why: string };

export const speakerOf = (event: Event, index: RouteIndex): Speaker => {
  if (event.source !== undefined) return bySource(event, event.source, index);
  const spoke = spokeOf(event, index);
  return spoke
    ? { spoke }
    : { why: `the App is not installed on ${event.repository ?? 'the repository of this event'}` };
};

/** Where the App is installed, and only there: what came by a source says nothing of such a repository. */
export const spokeOf = (event: Event, index: RouteIndex): Member | undefined =>
  event.repositoryId === undefined || event.source !== undefined
    ? undefined
    : index.member(event.repositoryId);

const bySource = ({ payload }: Event, source: string, index: RouteIndex): Speaker => {
  const repository = readRepository(at(payload, 'repository'), 0);
  if (!repository) return { why: `what came by the source "${source}" names no repository` };
  const spoke = sourceSpoke(source, repository, index);
  return typeof spoke === 'string' ? { why: spoke } : { spoke };
};

/**
 * A repository as its own webhook describes it, or why the source may not speak for it. No file speaks for it, neither its
 * own nor its owner's, so it agrees to nothing that needs its word.
 */
export const sourceSpoke = (
  source: string,
  { id, fullName, visibility }: Pick<Repository, 'id' | 'fullName' | 'visibility'>,
  index: RouteIndex,
): Member | string => {
  const namesake = index.memberByName(fullName)?.repository.fullName ?? '';
  if (index.member(id) !== undefined || nameKey(namesake) === nameKey(fullName))
    return `the App is installed on ${fullName}: its own webhooks speak for it, and not the source "${source}"`;
  const allowed = index.operator.source(source)?.repositories ?? [];
  const repository = { ...UNKNOWN, id, fullName, visibility };
  return matchesRepository(allowed, fullName)
    ? inForce({ repository, own: {} })
    : `the source "${source}" may not speak for ${fullName}: SOURCES_FILE does not say so`;
};

/** No installation of GitHub's has the number 0. */
const UNKNOWN = { installationId: 0, archived: false, defaultBranch: '' };
