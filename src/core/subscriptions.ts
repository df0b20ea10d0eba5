import { readAtoms } from './pattern-syntax.ts';
import { nameKey, ownerOf, type Repository } from './repository.ts';
import { excludes } from './repository-pattern.ts';
import { type SubscribeRule } from './route.ts';
import { Sets } from './sets.ts';

/**
 * Which hubs' `subscribe` can mean a repository. Each pattern is found by the letters with which it begins, whatever follows
 * them: a plain name by all of it, `acme/lib-*` by "acme/lib-", and one that begins with a wildcard by nothing. So an event
 * looks at few hubs, and however many others there are makes no difference.
 */
export class Subscriptions {
  readonly #hubs = new Sets();

  add(hub: Repository, rules: readonly SubscribeRule[] = []): void {
    for (const key of keysOf(hub, rules)) this.#hubs.add(key, hub.id);
  }

  take(hub: Repository, rules: readonly SubscribeRule[] = []): void {
    for (const key of keysOf(hub, rules)) this.#hubs.take(key, hub.id);
  }

  /**
   * `isOpen`: also those that ask for all that anyone may see, with a wildcard for the owner; else of these only the hubs of
   * its owner.
   */
  candidates(fullName: string, isOpen: boolean): ReadonlySet<number> {
    const name = nameKey(fullName);
    const owner = ownerOf(name);
    const found = new Set(isOpen ? [] : this.#hubs.get(ofItsOwn(owner)));
    // What names its owner begins with all of it; the slash may be a repeated one.
    for (let length = isOpen ? 0 : owner.length; length <= name.length; length += 1) {
      for (const id of this.#hubs.get(name.slice(0, length))) found.add(id);
    }
    return found;
  }
}

/** No pattern begins so. */
const ofItsOwn = (owner: string): string => `\n${nameKey(owner)}`;

const keysOf = ({ fullName }: Repository, rules: readonly SubscribeRule[]): ReadonlySet<string> => {
  const patterns = rules.flatMap(({ from }) => from.filter((pattern) => !excludes(pattern)));
  const beginnings = patterns.map(beginningOf);
  const isWide = beginnings.some((beginning) => !beginning.includes('/'));
  return new Set([...beginnings, ...(isWide ? [ofItsOwn(ownerOf(fullName))] : [])]);
};

/** In lower case, letter by letter, as patterns are compared; '' also of one that can't be read. */
const beginningOf = (pattern: string): string => {
  const atoms = readAtoms(pattern);
  if ('problem' in atoms) return '';
  const end = atoms.findIndex(({ kind, optional, repeats }) => kind !== 'one' || optional || repeats);
  return atoms
    .slice(0, end === -1 ? atoms.length : end)
    .map(({ accepts }) => nameKey(accepts[0] ?? ''))
    .join('');
};
