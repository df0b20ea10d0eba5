import { type Json, isTrueAt, numberAt, textAt } from './json.ts';

export type Visibility = 'public' | 'private' | 'internal';

/**
 * A repository on which the App is installed, as GitHub last described it. `id` never changes; `fullName` does, and
 * GitHub redirects from the names it had (`formerNames`, oldest first) until another repository takes one.
 */
export interface Repository {
  readonly id: number;
  readonly fullName: string;
  readonly installationId: number;
  readonly visibility: Visibility;
  readonly archived: boolean;
  readonly defaultBranch: string;
  readonly formerNames?: readonly string[];
}

/** An installation of the App on one account. `permissions` as granted: `{ contents: 'write', … }`. */
export interface Installation {
  readonly id: number;
  readonly account: string;
  readonly suspended: boolean;
  readonly permissions: Readonly<Record<string, string>>;
}

/** GitHub compares owner and repository names without regard to case. */
export const nameKey = (fullName: string): string => fullName.toLowerCase();

const MOST_FORMER_NAMES = 10;

/** The repository as it is now, with the names under which it was known before. */
export const withFormerNames = (now: Repository, before: Repository | undefined): Repository => {
  const earlier = [...(before?.formerNames ?? []), ...(before ? [before.fullName] : [])];
  const formerNames = [...new Set(earlier)].filter((name) => nameKey(name) !== nameKey(now.fullName));
  return formerNames.length === 0 ? now : { ...now, formerNames: formerNames.slice(-MOST_FORMER_NAMES) };
};

/** Most have one of these names, which then take their memory once. */
const BRANCHES = ['main', 'master', 'develop'];
const VISIBILITIES: readonly Visibility[] = ['public', 'private', 'internal'];

/** The same in the least memory, of which there may be a hundred thousand. */
export const leanRepository = ({ formerNames = [], ...repository }: Repository): Repository => {
  const { id, fullName, installationId, visibility, archived, defaultBranch } = repository;
  const lean = {
    id,
    fullName,
    installationId,
    visibility: VISIBILITIES.find((one) => one === visibility) ?? visibility,
    archived,
    defaultBranch: BRANCHES.find((one) => one === defaultBranch) ?? defaultBranch,
  };
  return formerNames.length === 0 ? lean : { ...lean, formerNames };
};

export const ownerOf = (fullName: string): string => fullName.slice(0, fullName.indexOf('/'));

/** Of two `owner/name`. */
export const haveSameOwner = (fullName: string, other: string): boolean =>
  nameKey(ownerOf(fullName)) === nameKey(ownerOf(other));

/** As GitHub's REST API takes it. */
export const ownerAndRepo = ({ fullName }: Pick<Repository, 'fullName'>): { owner: string; repo: string } => {
  const [owner = '', repo = ''] = fullName.split('/');
  return { owner, repo };
};

/**
 * Reads the repository object that GitHub's webhooks and REST API share; `undefined` where it is not one.
 * https://docs.github.com/en/rest/repos/repos#get-a-repository
 */
export const readRepository = (value: Json | undefined, installationId: number): Repository | undefined => {
  const id = numberAt(value, 'id');
  const fullName = textAt(value, 'full_name');
  if (id === undefined || fullName === undefined || !fullName.includes('/')) return undefined;
  return {
    id,
    fullName,
    installationId,
    visibility: readVisibility(value),
    archived: isTrueAt(value, 'archived'),
    defaultBranch: textAt(value, 'default_branch') ?? 'main',
  };
};

/** Older servers send only `private`; what is not surely public counts as private. */
const readVisibility = (value: Json | undefined): Visibility => {
  const visibility = textAt(value, 'visibility');
  if (visibility === 'public' || visibility === 'private' || visibility === 'internal') return visibility;
  return value !== undefined && isPublic(value) ? 'public' : 'private';
};

const isPublic = (value: Json): boolean => {
  const flag = (value as { readonly private?: Json }).private;
  return flag === false;
};
