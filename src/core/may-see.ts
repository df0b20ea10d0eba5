import { haveSameOwner, type Repository } from './repository.ts';

type Seen = Pick<Repository, 'fullName' | 'visibility'>;

/**
 * Whether those who read one repository may be told of another: it is public, or both are closed and of one owner. The mirror of
 * what an event may tell a hub (rules 2 and 3 of the policy).
 */
export const maySee = (shownOn: Seen, of: Seen): boolean =>
  of.visibility === 'public' ||
  (shownOn.visibility !== 'public' && haveSameOwner(shownOn.fullName, of.fullName));

/** A repository of which only the name is known: nothing says that it is public. */
export const onlyNamed = (fullName: string): Seen => ({ fullName, visibility: 'private' });
