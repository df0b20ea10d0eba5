import { nameKey, ownerOf, type Repository } from './repository.ts';

/**
 * Whether what happens in `of` may be shown in `shownOn`: it is public, or both are of one owner and not everybody reads
 * about it. The mirror of what an event may tell a hub (rules 2 and 3 of the policy). Of a repository of which only the name is
 * known, nothing says that it is public.
 */
export const maySee = (shownOn: Repository, of: Repository | string): boolean => {
  const name = typeof of === 'string' ? of : of.fullName;
  if (typeof of !== 'string' && of.visibility === 'public') return true;
  return shownOn.visibility !== 'public' && nameKey(ownerOf(shownOn.fullName)) === nameKey(ownerOf(name));
};
