import { invalidRequest, notFound, ok, readOnly, validationFailed, type Answer } from '../answer.ts';
import { type RepositoryCall, type Route } from '../call.ts';
import { type Context } from '../context.ts';
import { DEFAULT_SENDER, type Emitter } from '../emit.ts';
import { CREATE, fieldErrors, readConfig, UPDATE } from '../hook-request.ts';
import { botLogin } from '../installation.ts';
import { paginate } from '../paginate.ts';
import { latestPushPayload } from '../payloads/push.ts';
import { repositoryHookPayload } from '../payloads/repository-hook.ts';
import { hasChosen, type RepositoryHook } from '../repository-hook.ts';
import { repositoryRoute } from '../repository-route.ts';
import { problemOfBody, type Rule } from '../request-schema.ts';
import { deliveryHandlers } from './hook-deliveries.ts';

const DOCS = 'https://docs.github.com/rest/repos/webhooks';

const name = 'repository_hooks';
/** @see https://docs.github.com/apps/oauth-apps/building-oauth-apps/scopes-for-oauth-apps#available-scopes */
const READ = {
  name,
  level: 'read',
  adminScopes: ['admin:repo_hook', 'read:repo_hook', 'repo', 'write:repo_hook'],
} as const;
const WRITE = { name, level: 'write', adminScopes: ['admin:repo_hook', 'repo', 'write:repo_hook'] } as const;
const REMOVE = { name, level: 'write', adminScopes: ['admin:repo_hook', 'repo'] } as const;

const ZEN = 'Responsive is better than fast.';

const loginOf = ({ caller }: RepositoryCall): string => {
  if (caller.kind === 'user') return caller.token.user.login;
  return caller.kind === 'installation' ? botLogin(caller.token.installation.app) : DEFAULT_SENDER;
};

const hookOf = ({ repository, params }: RepositoryCall): RepositoryHook | undefined =>
  repository.hooks.find(({ id }) => String(id) === params['hook']);

/** @see https://docs.github.com/rest/repos/webhooks */
export const repositoryHookRoutes = (context: Context, emitter: Emitter): readonly Route[] => {
  const { world, hooks, urls } = context;

  const payloadOf = ({ repository }: RepositoryCall, hook: RepositoryHook) =>
    repositoryHookPayload(urls, repository, hook, hooks.recent(hook)[0]);

  const ping = (call: RepositoryCall, hook: RepositoryHook): void => {
    const payload = { zen: ZEN, hook_id: hook.id, hook: payloadOf(call, hook) };
    hooks.later(() => emitter.forHook(call.repository, hook, 'ping', payload, { sender: loginOf(call) }));
  };

  /** Why the body is refused, where it is. */
  const refusal = (
    { body, repository }: RepositoryCall,
    rule: Rule,
    eventsOf: () => readonly string[],
    hook?: RepositoryHook,
  ): Answer | undefined => {
    const reason = problemOfBody(rule, body);
    if (reason !== undefined) return invalidRequest(reason, DOCS);
    const asked = hook === undefined ? { config: {}, ...body } : { ...body };
    const others = repository.hooks.filter((one) => one !== hook);
    const errors = fieldErrors(asked, eventsOf(), others);
    return errors.length > 0 ? validationFailed(errors, DOCS) : undefined;
  };

  const create = (call: RepositoryCall): Answer => {
    const { repository, body = {}, now } = call;
    const {
      events = ['push'],
      active = true,
      config = {},
    } = body as {
      readonly events?: readonly string[];
      readonly active?: boolean;
      readonly config?: Readonly<Record<string, unknown>>;
    };
    const refused = refusal(call, CREATE, () => events);
    if (refused !== undefined) return refused;
    const hook: RepositoryHook = {
      kind: 'repository',
      id: world.newId(),
      repositoryId: repository.id,
      config: readConfig(config),
      events: [...new Set(events)],
      active,
      createdAt: now,
      updatedAt: now,
    };
    repository.hooks.push(hook);
    const payload = payloadOf(call, hook);
    ping(call, hook);
    return { status: 201, headers: { location: String(payload['url']) }, body: payload };
  };

  const update = (call: RepositoryCall, hook: RepositoryHook): Answer => {
    const {
      config,
      events = hook.events,
      add_events: added = [],
      remove_events: removed = [],
      active = hook.active,
    } = (call.body ?? {}) as {
      readonly config?: Readonly<Record<string, unknown>>;
      readonly events?: readonly string[];
      readonly add_events?: readonly string[];
      readonly remove_events?: readonly string[];
      readonly active?: boolean;
    };
    const wanted = (): readonly string[] =>
      [...new Set([...events, ...added])].filter((event) => !removed.includes(event));
    const refused = refusal(call, UPDATE, wanted, hook);
    if (refused !== undefined) return refused;
    hook.config = config === undefined ? hook.config : readConfig(config);
    hook.events = wanted();
    hook.active = active;
    hook.updatedAt = call.now;
    return ok(payloadOf(call, hook));
  };

  /** A push to the default branch, where the webhook has chosen pushes; else nothing is sent. */
  const test = (call: RepositoryCall, hook: RepositoryHook): Answer => {
    const { repository } = call;
    const payload = latestPushPayload(urls, repository, loginOf(call));
    if (hasChosen(hook, 'push'))
      hooks.later(() => emitter.forHook(repository, hook, 'push', payload, { sender: loginOf(call) }));
    return { status: 204 };
  };

  const deliveries = deliveryHandlers(context, DOCS, (call: RepositoryCall) => {
    const hook = hookOf(call);
    return hook === undefined ? [] : hooks.recent(hook);
  });

  const withHook =
    (handle: (call: RepositoryCall, hook: RepositoryHook) => Answer) =>
    (call: RepositoryCall): Answer => {
      const hook = hookOf(call);
      return hook === undefined ? notFound(DOCS) : handle(call, hook);
    };

  const changing =
    (handle: (call: RepositoryCall) => Answer) =>
    (call: RepositoryCall): Answer =>
      call.repository.archived ? readOnly(DOCS) : handle(call);

  const route = (
    method: Route['method'],
    path: string,
    need: typeof READ | typeof WRITE | typeof REMOVE,
    handle: (call: RepositoryCall) => Answer,
  ): Route => repositoryRoute(context, { method, path: `/hooks${path}`, need, docs: DOCS, handle });

  return [
    route('GET', '', READ, (call) => {
      const { items, headers } = paginate(urls, call, call.repository.hooks);
      return ok(
        items.map((hook) => payloadOf(call, hook)),
        headers,
      );
    }),
    route('POST', '', WRITE, changing(create)),
    route(
      'GET',
      '/:hook',
      READ,
      withHook((call, hook) => ok(payloadOf(call, hook))),
    ),
    route('PATCH', '/:hook', WRITE, changing(withHook(update))),
    route(
      'DELETE',
      '/:hook',
      REMOVE,
      changing(
        withHook(({ repository }, hook) => {
          repository.hooks.splice(repository.hooks.indexOf(hook), 1);
          return { status: 204 };
        }),
      ),
    ),
    route(
      'POST',
      '/:hook/pings',
      READ,
      withHook((call, hook) => {
        ping(call, hook);
        return { status: 204 };
      }),
    ),
    route('POST', '/:hook/tests', WRITE, withHook(test)),
    route('GET', '/:hook/deliveries', READ, withHook(deliveries.list)),
    route('GET', '/:hook/deliveries/:delivery', READ, withHook(deliveries.get)),
    route('POST', '/:hook/deliveries/:delivery/attempts', WRITE, withHook(deliveries.redeliver)),
  ];
};
