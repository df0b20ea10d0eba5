import { type Account } from './account.ts';
import { selects, type App, type Installation } from './installation.ts';
import { fullName, type Repository } from './repository.ts';
import { type UserToken } from './user-token.ts';

/** Everything that exists on this GitHub, and how it is found. */
export interface World {
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<number, Repository>;
  /** By their values. */
  readonly userTokens: Map<string, UserToken>;
  readonly newId: () => number;
  /** The account with this login, made on first mention: `…[bot]` is a bot, others have the type given or are organizations. */
  readonly account: (login: string, type?: Account['type']) => Account;
  readonly findAccount: (login: string) => Account | undefined;
  /** Accounts of the type `User`. */
  readonly people: () => readonly Account[];
  /** Under its present name or, `moved`, under one that it had. */
  readonly findRepository: (owner: string, name: string) => FoundRepository | undefined;
  /** As `findRepository`, for the sandbox's own methods, which take no old names. @throws when there is none. */
  readonly repository: (nameWithOwner: string) => Repository;
  /** Moves it in the index of names; the old name redirects until another repository takes it. */
  readonly move: (repository: Repository, owner: Account, name: string) => void;
  readonly addRepository: (repository: Repository) => void;
  readonly deleteRepository: (repository: Repository) => void;
  readonly repositoriesOf: (installation: Installation) => readonly Repository[];
  readonly installationsOn: (repository: Repository) => readonly Installation[];
}

export interface FoundRepository {
  readonly repository: Repository;
  readonly moved: boolean;
}

const FIRST_ID = 1001;

/** Its ids count up from the first one. */
export const createWorld = (firstId = FIRST_ID): World => {
  const accounts = new Map<string, Account>();
  const names = new Map<string, Repository>();
  const apps = new Map<number, App>();
  const installations = new Map<number, Installation>();
  const repositories = new Map<number, Repository>();
  const userTokens = new Map<string, UserToken>();
  let lastId = firstId;
  const newId = (): number => lastId++;

  const findRepository: World['findRepository'] = (owner, name) => {
    const asked = `${owner}/${name}`.toLowerCase();
    const repository = names.get(asked);
    return repository && { repository, moved: fullName(repository).toLowerCase() !== asked };
  };

  return {
    apps,
    installations,
    repositories,
    userTokens,
    newId,
    account: (login, type) => {
      const known = accounts.get(login.toLowerCase());
      if (known !== undefined) return known;
      const made = {
        id: newId(),
        login,
        type: login.endsWith('[bot]') ? 'Bot' : (type ?? 'Organization'),
      } as const;
      accounts.set(login.toLowerCase(), made);
      return made;
    },
    findAccount: (login) => accounts.get(login.toLowerCase()),
    people: () => [...accounts.values()].filter(({ type }) => type === 'User'),
    findRepository,
    repository: (nameWithOwner) => {
      const [owner = '', name = ''] = nameWithOwner.split('/');
      const found = findRepository(owner, name);
      if (found === undefined || found.moved)
        throw new Error(`There is no repository ${nameWithOwner} in the sandbox.`);
      return found.repository;
    },
    move: (repository, owner, name) => {
      repository.owner = owner;
      repository.name = name;
      names.set(fullName(repository).toLowerCase(), repository);
    },
    addRepository: (repository) => {
      const key = fullName(repository).toLowerCase();
      const taken = names.get(key);
      if (taken !== undefined && fullName(taken).toLowerCase() === key) {
        throw new Error(`The repository ${fullName(repository)} exists in the sandbox already.`);
      }
      repositories.set(repository.id, repository);
      names.set(key, repository);
    },
    deleteRepository: (repository) => {
      repositories.delete(repository.id);
      for (const [name, known] of names) if (known === repository) names.delete(name);
    },
    repositoriesOf: (installation) =>
      [...repositories.values()].filter((repository) => selects(installation, repository)),
    installationsOn: (repository) =>
      [...installations.values()].filter((installation) => selects(installation, repository)),
  };
};
