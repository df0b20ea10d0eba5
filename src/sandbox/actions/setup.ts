import { randomBytes } from 'node:crypto';
import { appKey, type AppKey } from '../app-key.ts';
import { type Account } from '../account.ts';
import { type Context } from '../context.ts';
import { type App, type Installation, type Permissions } from '../installation.ts';
import { createRepository, type Repository, type RepositoryInput } from '../repository.ts';
import { type UserToken } from '../user-token.ts';

export interface AppInput {
  readonly name: string;
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  /** `app-makers`, when left out. */
  readonly owner?: Account;
  readonly description?: string;
  readonly callbackUrls?: readonly string[];
  readonly setupUrl?: string | undefined;
  /** Whether others than its owner can install it; by the pages only. */
  readonly isPublic?: boolean;
  /** That of all Apps of the process, when left out. */
  readonly key?: AppKey;
}

export interface InstallInput {
  /** Names with or without the owner; 'all', now and later, when left out. */
  readonly repositories?: 'all' | readonly string[];
  /** The App's own, when left out. */
  readonly permissions?: Permissions;
  readonly events?: readonly string[];
}

export interface UserTokenInput {
  readonly login: string;
  /** Full names of repositories that this user administers. */
  readonly admin?: readonly string[];
  readonly scopes?: readonly string[];
}

export interface Setup {
  /** An account that is not an organization must be made before its first repository. */
  readonly createAccount: (login: string, type: Account['type']) => Account;
  readonly createApp: (input: AppInput) => App;
  /** For servers that learn their port after the App was made. Undefined turns the webhook off. */
  readonly setWebhook: (app: App, url: string | undefined, secret?: string) => void;
  /** Silent: see `announceRepository`. Public, on `main`, with a README unless told otherwise. */
  readonly createRepository: (input: RepositoryInput) => Repository;
  /** Silent: see `announceInstallation`. */
  readonly install: (app: App, ownerLogin: string, input?: InstallInput) => Installation;
  /** A classic personal access token. */
  readonly createUserToken: (input: UserTokenInput) => UserToken;
  /** Every token of this person, as they do on GitHub's page of authorized Apps. */
  readonly revokeUserTokens: (login: string) => void;
}

export const slugOf = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-');

export const createSetup = ({ world, clock }: Context): Setup => {
  const setWebhook: Setup['setWebhook'] = (app, url, secret) => {
    // Thrown here, at the mistake, and not at some later delivery.
    if (url !== undefined) new URL(url);
    app.webhookUrl = url;
    if (secret !== undefined) app.webhookSecret = secret;
  };

  const selection = (owner: string, { repositories = 'all' }: InstallInput): Installation['selection'] => {
    if (repositories === 'all') return 'all';
    const named = repositories.map((name) =>
      world.repository(name.includes('/') ? name : `${owner}/${name}`),
    );
    return new Set(named.map(({ id }) => id));
  };

  return {
    createAccount: (login, type) => world.account(login, type),
    setWebhook,
    createApp: ({
      name,
      permissions = {},
      events = [],
      webhookUrl,
      webhookSecret = 'development-secret',
      owner = world.account('app-makers'),
      description = '',
      callbackUrls = [],
      setupUrl,
      isPublic = true,
      key = appKey(),
    }) => {
      const id = world.newId();
      const app: App = {
        id,
        clientId: `Iv23li${String(id).padStart(14, '0')}`,
        slug: slugOf(name),
        name,
        description,
        owner,
        isPublic,
        permissions,
        events,
        clientSecret: randomBytes(20).toString('hex'),
        callbackUrls,
        setupUrl,
        ...key,
        hookId: world.newId(),
        webhookUrl: undefined,
        webhookSecret,
        insecureSsl: false,
        createdAt: clock(),
      };
      setWebhook(app, webhookUrl);
      world.apps.set(id, app);
      return app;
    },
    createRepository: (input) => {
      const [login = '', name = ''] = input.fullName.split('/');
      if (login === '' || name === '')
        throw new Error(`A repository is named owner/name, not ${input.fullName}.`);
      const repository = createRepository(world.newId(), world.account(login), input, clock());
      world.addRepository(repository);
      return repository;
    },
    install: (app, ownerLogin, input = {}) => {
      const installation: Installation = {
        id: world.newId(),
        app,
        account: world.account(ownerLogin),
        permissions: input.permissions ?? app.permissions,
        events: input.events ?? app.events,
        selection: selection(ownerLogin, input),
        suspendedAt: undefined,
        createdAt: clock(),
        updatedAt: clock(),
      };
      world.installations.set(installation.id, installation);
      return installation;
    },
    revokeUserTokens: (login) => {
      const { id } = world.account(login, 'User');
      for (const [value, { user }] of world.userTokens) if (user.id === id) world.userTokens.delete(value);
    },
    createUserToken: ({ login, admin = [], scopes = [] }) => {
      const token: UserToken = {
        value: `ghp_${randomBytes(27).toString('base64url').replace(/[-_]/g, 'x')}`,
        user: world.account(login, 'User'),
        scopes,
        admin: new Set(admin.map((name) => world.repository(name).id)),
      };
      world.userTokens.set(token.value, token);
      return token;
    },
  };
};
