import { nameKey, ownerOf, type Repository } from './repository.ts';

/**
 * Whether what happens in `of` may be shown in `shownOn`: it is public, or both are of one owner and not everybody reads
 * about it. The mirror of what an event may tell a hub (rules 2 and 3 of the policy).
 */
export const maySee = (shownOn: Repository, of: Repository | undefined): boolean =>
  of !== undefined &&
  (of.visibility === 'public' ||
    (shownOn.visibility !== 'public' &&
      nameKey(ownerOf(shownOn.fullName)) === nameKey(ownerOf(of.fullName))));
