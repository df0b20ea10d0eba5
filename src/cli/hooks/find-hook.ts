import { RelayError } from '../../errors.ts';
import { type RepositoryHook, type RepositoryHooks } from '../../flow/github-ports.ts';
import { shownUrl } from './shown-url.ts';

/** Which webhook is meant; the only one that there is, where neither is given. */
export interface Which {
  readonly id?: number;
  readonly url?: string;
}

export const findHook = async (
  hooks: Pick<RepositoryHooks, 'list'>,
  name: string,
  which: Which,
): Promise<RepositoryHook> => {
  const all = await hooks.list(name);
  const found = all.filter((hook) => isMeant(hook, which));
  const [hook] = found;
  if (hook === undefined) {
    const there = all.length === 0 ? 'It has none.' : `It has ${listed(all)}.`;
    throw new RelayError('hook-unknown', there);
  }
  if (found.length > 1) throw new RelayError('hook-unnamed', `They are ${listed(found)}.`);
  return hook;
};

const isMeant = (hook: RepositoryHook, { id = hook.id, url = hook.url }: Which): boolean =>
  hook.id === id && isSameUrl(hook.url, url);

/** However it is written: with a port that goes without saying, or in capitals. */
export const isSameUrl = (one: string, other: string): boolean =>
  one === other || (URL.canParse(one) && URL.parse(one)?.href === URL.parse(other)?.href);

const listed = (hooks: readonly RepositoryHook[]): string =>
  hooks.map(({ id, url }) => `${id} (${shownUrl(url)})`).join(', ');
