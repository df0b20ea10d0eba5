import { type Context } from '../context.ts';
import { together, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import { accountPayload } from '../payloads/account.ts';
import { type Repository } from '../repository.ts';
import { type Level } from '../installation.ts';
import { tellSelection } from './installations.ts';

type Change = (fullName: string, options?: EmitOptions) => Promise<Emitted>;

/** What an owner does in a repository's settings. @see https://docs.github.com/webhooks/webhook-events-and-payloads#repository */
export interface RepositorySettings {
  /** To another name of the same owner. The old one redirects from now on. */
  readonly rename: (fullName: string, name: string, options?: EmitOptions) => Promise<Emitted>;
  /** To another owner: `repository` `transferred` there, and `installation_repositories` on both sides. */
  readonly transfer: (fullName: string, ownerLogin: string, options?: EmitOptions) => Promise<Emitted>;
  readonly archive: Change;
  readonly unarchive: Change;
  readonly privatize: Change;
  readonly publicize: Change;
  readonly changeDefaultBranch: (fullName: string, branch: string, options?: EmitOptions) => Promise<Emitted>;
  readonly deleteRepository: Change;
  /** "Collaborators": a person's rights, or none any more. GitHub tells Apps nothing of it. */
  readonly setCollaborator: (fullName: string, login: string, level: Level | undefined) => void;
  /** "Features", "Issues". GitHub tells nobody. */
  readonly setIssuesEnabled: (fullName: string, enabled: boolean) => void;
}

export const createRepositorySettings = (context: Context, emitter: Emitter): RepositorySettings => {
  const { world, urls, clock } = context;

  const tell = (
    repository: Repository,
    action: string,
    extra: object,
    options?: EmitOptions,
  ): Promise<Emitted> => {
    repository.updatedAt = clock();
    return emitter.forRepository(repository, 'repository', { action, ...extra }, options);
  };

  const change =
    (action: string, apply: (repository: Repository) => void): Change =>
    (fullName, options) => {
      const repository = world.repository(fullName);
      apply(repository);
      return tell(repository, action, {}, options);
    };

  return {
    archive: change('archived', (repository) => (repository.archived = true)),
    unarchive: change('unarchived', (repository) => (repository.archived = false)),
    privatize: change('privatized', (repository) => (repository.visibility = 'private')),
    publicize: change('publicized', (repository) => (repository.visibility = 'public')),

    setCollaborator: (fullName, login, level) => {
      const { collaborators } = world.repository(fullName);
      const { id } = world.account(login, 'User');
      if (level === undefined) collaborators.delete(id);
      else collaborators.set(id, level);
    },
    setIssuesEnabled: (fullName, enabled) => void (world.repository(fullName).issuesEnabled = enabled),

    rename: (fullName, name, options) => {
      const repository = world.repository(fullName);
      const from = repository.name;
      world.move(repository, repository.owner, name);
      return tell(repository, 'renamed', { changes: { repository: { name: { from } } } }, options);
    },

    transfer: async (fullName, ownerLogin, options) => {
      const repository = world.repository(fullName);
      const { owner: from } = repository;
      const before = world.installationsOn(repository);
      for (const { selection } of before) if (selection !== 'all') selection.delete(repository.id);
      world.move(repository, world.account(ownerLogin), repository.name);
      const left = before.map((one) => tellSelection(emitter, one, 'removed', [repository]));
      const joined = world
        .installationsOn(repository)
        .map((one) => tellSelection(emitter, one, 'added', [repository]));
      const who = accountPayload(urls, from);
      const changes = {
        owner: { from: from.type === 'Organization' ? { organization: who } : { user: who } },
      };
      const transferred = tell(repository, 'transferred', { changes }, options);
      return together(await Promise.all([transferred, ...left, ...joined]));
    },

    changeDefaultBranch: (fullName, branch, options) => {
      const repository = world.repository(fullName);
      const from = repository.defaultBranch;
      const sha = repository.branches.get(branch) ?? repository.branches.get(from);
      if (sha !== undefined) repository.branches.set(branch, sha);
      repository.defaultBranch = branch;
      return tell(repository, 'edited', { changes: { default_branch: { from } } }, options);
    },

    deleteRepository: async (fullName, options) => {
      const repository = world.repository(fullName);
      const installations = world.installationsOn(repository);
      const told = tell(repository, 'deleted', {}, options);
      for (const { selection } of installations) if (selection !== 'all') selection.delete(repository.id);
      world.deleteRepository(repository);
      const removed = installations.map((one) => tellSelection(emitter, one, 'removed', [repository]));
      return together(await Promise.all([told, ...removed]));
    },
  };
};
