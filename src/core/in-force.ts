import { nameKey, ownerOf, type Repository } from './repository.ts';
import { type Config, EMPTY_CONFIG, type OwnConfig } from './route.ts';

/** A repository and what its own file says; `note` says why nothing of that is in force. */
export interface Declared {
  readonly repository: Repository;
  readonly own: OwnConfig;
  readonly note?: string;
}

/** Whose file says something; with a `note`, why that file, and so what it says, is not in force. */
export interface Source {
  readonly definedIn: string;
  readonly note?: string;
}

/** A repository with the configuration that is in force for it, and for each key of it whose file says so. */
export interface Member {
  readonly repository: Repository;
  readonly config: Config;
  readonly sources: Readonly<Record<keyof Config, Source>>;
}

/** Where a file can't be read, nobody agreed to anything, and no chain goes on. */
const CLOSED_CONFIG: Config = { ...EMPTY_CONFIG, 'max-hops': 1 };

/**
 * The owner's `.github` repository holds the defaults of all its repositories, as it does for GitHub's own community
 * health files: each key that a repository's file does not have is taken from there, whole. All but `subscribe`,
 * which speaks for one hub.
 * https://docs.github.com/en/communities/setting-up-your-project-for-healthy-contributions/creating-a-default-community-health-file
 */
export const inForce = (declared: Declared, defaults?: Declared): Member => {
  const config: Partial<Record<keyof Config, Config[keyof Config]>> = {};
  const sources: Partial<Record<keyof Config, Source>> = {};
  for (const key of KEYS) {
    const { value, source } = partOf(key, declared, defaults);
    config[key] = value;
    sources[key] = source;
  }
  return { repository: declared.repository, config: config as Config, sources: sources as Member['sources'] };
};

const KEYS = Object.keys(EMPTY_CONFIG) as readonly (keyof Config)[];

const partOf = (key: keyof Config, declared: Declared, defaults: Declared | undefined) => {
  if (declared.note !== undefined) return { value: CLOSED_CONFIG[key], source: sourceOf(declared) };
  const own = declared.own[key];
  if (own !== undefined) return { value: own, source: sourceOf(declared) };
  if (defaults && key !== 'subscribe') {
    if (defaults.note !== undefined) return { value: CLOSED_CONFIG[key], source: sourceOf(defaults) };
    const shared = defaults.own[key];
    if (shared !== undefined) return { value: shared, source: sourceOf(defaults) };
  }
  return { value: EMPTY_CONFIG[key], source: sourceOf(declared) };
};

const sourceOf = ({ repository, note }: Declared): Source => ({
  definedIn: repository.fullName,
  ...(note !== undefined && { note }),
});

/** Under its present name only: a name that it had may be another's. */
export const defaultsName = ({ fullName }: Repository): string => `${ownerOf(fullName)}/.github`;

/** A name says nothing of who has it now; the installation does, of which an owner has one. */
export const isDefaultsOf = (candidate: Repository, repository: Repository): boolean =>
  candidate.installationId === repository.installationId &&
  nameKey(candidate.fullName) === nameKey(defaultsName(repository));

/** Each file that says something of this repository and is not in force, with the reason. */
export const notesOf = ({ sources }: Member): readonly string[] => [
  ...new Set(
    Object.values(sources).flatMap(({ definedIn, note }) =>
      note === undefined ? [] : [`${definedIn}: ${note}`],
    ),
  ),
];
