import { nameKey, ownerOf, type Repository } from './repository.ts';

/**
 * Whether those who read one repository may be told of another: it is public, or both are closed and of one owner. Of one
 * that we do not know nothing may be told, not even that.
 */
export const maySee = (
  shownOn: Pick<Repository, 'fullName' | 'visibility'>,
  of: Pick<Repository, 'fullName' | 'visibility'> | undefined,
): boolean =>
  of !== undefined &&
  (of.visibility === 'public' ||
    (shownOn.visibility !== 'public' &&
      nameKey(ownerOf(shownOn.fullName)) === nameKey(ownerOf(of.fullName))));
