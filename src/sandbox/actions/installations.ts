import { type Context } from '../context.ts';
import { together, type Emitted, type EmitOptions, type Emitter } from '../emit.ts';
import { type Installation, type Permissions } from '../installation.ts';
import { repositoryPayload, repositoryReference } from '../payloads/repository.ts';
import { type Repository } from '../repository.ts';

/** What an owner does with an installed App. @see https://docs.github.com/webhooks/webhook-events-and-payloads#installation */
export interface InstallationActions {
  /** `installation` `created`, which GitHub sends when an App is installed. */
  readonly announceInstallation: (installation: Installation, options?: EmitOptions) => Promise<Emitted>;
  /** `repository` `created`, and `installation_repositories` `added` where the App is installed on all repositories. */
  readonly announceRepository: (fullName: string, options?: EmitOptions) => Promise<Emitted>;
  readonly addRepositories: (installation: Installation, fullNames: readonly string[]) => Promise<Emitted>;
  readonly removeRepositories: (installation: Installation, fullNames: readonly string[]) => Promise<Emitted>;
  readonly uninstall: (installation: Installation) => Promise<Emitted>;
  readonly suspend: (installation: Installation) => Promise<Emitted>;
  readonly unsuspend: (installation: Installation) => Promise<Emitted>;
  /** The owner accepts what the App asks for; to take something away tells nobody. */
  readonly acceptPermissions: (installation: Installation, permissions: Permissions) => Promise<Emitted>;
}

/** @see https://docs.github.com/webhooks/webhook-events-and-payloads#installation_repositories */
export const tellSelection = (
  emitter: Emitter,
  installation: Installation,
  action: 'added' | 'removed',
  repositories: readonly Repository[],
): Promise<Emitted> => {
  const references = repositories.map(repositoryReference);
  return emitter.forInstallation(installation, 'installation_repositories', {
    action,
    repository_selection: installation.selection === 'all' ? 'all' : 'selected',
    repositories_added: action === 'added' ? references : [],
    repositories_removed: action === 'removed' ? references : [],
    requester: null,
  });
};

export const createInstallationActions = (context: Context, emitter: Emitter): InstallationActions => {
  const { world, tokens, urls, clock } = context;

  const tell = (installation: Installation, action: string, options: EmitOptions = {}): Promise<Emitted> => {
    const lists =
      action === 'created' || action === 'deleted' || action === 'suspend' || action === 'unsuspend';
    const repositories = world.repositoriesOf(installation).map(repositoryReference);
    const payload = {
      action,
      ...(lists && { repositories }),
      ...(action === 'created' && { requester: null }),
    };
    return emitter.forInstallation(installation, 'installation', payload, { ...options, always: true });
  };

  /** 'all' and a change by hand: GitHub has the owner choose "selected" first. */
  const selected = (installation: Installation): Set<number> => {
    const ids = new Set(world.repositoriesOf(installation).map(({ id }) => id));
    installation.selection = ids;
    installation.updatedAt = clock();
    return ids;
  };

  return {
    announceInstallation: (installation, options) => tell(installation, 'created', options),
    announceRepository: async (fullName, options) => {
      const repository = world.repository(fullName);
      const everywhere = world.installationsOn(repository).filter(({ selection }) => selection === 'all');
      const payload = { action: 'created', repository: repositoryPayload(urls, repository) };
      const created = await emitter.forRepository(repository, 'repository', payload, options);
      const added = await Promise.all(
        everywhere.map((one) => tellSelection(emitter, one, 'added', [repository])),
      );
      return together([created, ...added]);
    },
    addRepositories: (installation, fullNames) => {
      const repositories = fullNames.map((name) => world.repository(name));
      const ids = selected(installation);
      for (const { id } of repositories) ids.add(id);
      return tellSelection(emitter, installation, 'added', repositories);
    },
    removeRepositories: (installation, fullNames) => {
      const repositories = fullNames.map((name) => world.repository(name));
      const ids = selected(installation);
      for (const { id } of repositories) ids.delete(id);
      return tellSelection(emitter, installation, 'removed', repositories);
    },
    uninstall: (installation) => {
      const told = tell(installation, 'deleted');
      world.installations.delete(installation.id);
      tokens.revoke(installation);
      return told;
    },
    suspend: (installation) => {
      installation.suspendedAt = clock();
      return tell(installation, 'suspend');
    },
    unsuspend: (installation) => {
      installation.suspendedAt = undefined;
      return tell(installation, 'unsuspend');
    },
    acceptPermissions: (installation, permissions) => {
      installation.permissions = { metadata: 'read', ...permissions };
      return tell(installation, 'new_permissions_accepted');
    },
  };
};
