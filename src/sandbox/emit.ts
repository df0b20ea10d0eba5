import { type Context } from './context.ts';
import { type Delivery } from './hooks.ts';
import { isSubscribed, type App, type Installation } from './installation.ts';
import { accountPayload, organizationPayload } from './payloads/account.ts';
import { installationPayload, installationReference } from './payloads/installation.ts';
import { repositoryPayload } from './payloads/repository.ts';
import { hasChosen, type RepositoryHook } from './repository-hook.ts';
import { type Repository } from './repository.ts';

/** What came of one event: nothing when no App is installed and subscribed there, and no webhook of the repository's own. */
export interface Emitted {
  /** The first of `deliveries`: most sandboxes have one App. */
  readonly delivery: Delivery | undefined;
  readonly deliveries: readonly Delivery[];
}

/** Something that is to be sent, as it was when it came to be. */
export type Telling = () => Promise<Emitted>;

export const together = (all: readonly Emitted[]): Emitted => {
  const deliveries = all.flatMap((emitted) => emitted.deliveries);
  return { delivery: deliveries[0], deliveries };
};

/** One after the other. */
export const tellAll = async (told: readonly Telling[]): Promise<Emitted> => {
  const all: Emitted[] = [];
  for (const tell of told) all.push(await tell());
  return together(all);
};

export interface EmitOptions {
  /** Login of who did it; `…[bot]` is a bot. `mona` when left out. */
  readonly sender?: string | undefined;
  /** For events such as `installation` `suspend`, which reach Apps that are not at work there any more. */
  readonly always?: boolean;
  /** The App that the event is for, where GitHub tells no other. */
  readonly only?: App;
}

type Payload = Readonly<Record<string, unknown>>;

export interface Emitter {
  readonly forRepository: (
    repository: Repository,
    event: string,
    payload: Payload,
    options?: EmitOptions,
  ) => Promise<Emitted>;
  /** To this one of the repository's own webhooks, whatever events it has chosen. */
  readonly forHook: (
    repository: Repository,
    hook: RepositoryHook,
    event: string,
    payload: Payload,
    options?: EmitOptions,
  ) => Promise<Emitted>;
  readonly forInstallation: (
    installation: Installation,
    event: string,
    payload: Payload,
    options?: EmitOptions,
  ) => Promise<Emitted>;
}

export const DEFAULT_SENDER = 'mona';

/** Completes payloads as GitHub does (action and subject first, then repository, organization, sender, installation) and sends them. */
export const createEmitter = ({ world, hooks, urls }: Context): Emitter => {
  const sender = ({ sender: login = DEFAULT_SENDER }: EmitOptions): Payload =>
    accountPayload(urls, world.account(login, 'User'));

  const hears = (
    installation: Installation,
    event: string,
    { always = false, only = installation.app }: EmitOptions,
  ): boolean =>
    always ||
    (installation.app === only &&
      installation.suspendedAt === undefined &&
      isSubscribed(installation, event));

  const collect = async (sending: readonly Promise<Delivery | undefined>[]): Promise<Emitted> => {
    const deliveries = (await Promise.all(sending)).filter((delivery) => delivery !== undefined);
    return { delivery: deliveries[0], deliveries };
  };

  const complete = (repository: Repository, payload: Payload, options: EmitOptions): Payload => ({
    // A key of the same name in the payload wins but keeps this place: push has a repository of its own kind.
    ...payload,
    repository: payload['repository'] ?? repositoryPayload(urls, repository),
    ...(repository.owner.type === 'Organization' && {
      organization: organizationPayload(urls, repository.owner),
    }),
    sender: sender(options),
  });

  return {
    forRepository: (repository, event, payload, options = {}) => {
      const installations = world.installationsOn(repository).filter((one) => hears(one, event, options));
      const own = options.only ? [] : repository.hooks.filter((hook) => hasChosen(hook, event));
      const completed = complete(repository, payload, options);
      return collect([
        ...installations.map((installation) =>
          hooks.deliver({
            hook: installation.app,
            installation,
            repository,
            event,
            payload: { ...completed, installation: installationReference(installation) },
          }),
        ),
        ...own.map((hook) => hooks.deliver({ hook, repository, event, payload: completed })),
      ]);
    },
    forHook: (repository, hook, event, payload, options = {}) =>
      collect([hooks.deliver({ hook, repository, event, payload: complete(repository, payload, options) })]),
    forInstallation: (installation, event, payload, options = {}) => {
      if (!hears(installation, event, options)) return collect([]);
      const { action, ...rest } = payload;
      const completed = {
        ...(action !== undefined && { action }),
        installation: installationPayload(urls, installation),
        ...rest,
        sender: sender(options),
      };
      const { app: hook } = installation;
      return collect([
        hooks.deliver({ hook, installation, repository: undefined, event, payload: completed }),
      ]);
    },
  };
};
