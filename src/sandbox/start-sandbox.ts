import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createCheckActions } from './actions/checks.ts';
import { createInstallationActions } from './actions/installations.ts';
import { createIssueActions } from './actions/issues.ts';
import { createPullRequestActions } from './actions/pull-requests.ts';
import { createPushActions } from './actions/push.ts';
import { createReleaseActions } from './actions/releases.ts';
import { createRepositorySettings } from './actions/repository-settings.ts';
import { createSetup } from './actions/setup.ts';
import { createWorkflowRunActions } from './actions/workflow-runs.ts';
import { type Route } from './call.ts';
import { createChecks, type Checks } from './checks.ts';
import { installationKey } from './client-key.ts';
import { type Context } from './context.ts';
import { createEmitter, type Emitter } from './emit.ts';
import { accessTokenRoutes } from './endpoints/access-tokens.ts';
import { appManifestRoutes } from './endpoints/app-manifests.ts';
import { appRoutes } from './endpoints/app.ts';
import { checkRunRoutes } from './endpoints/check-runs.ts';
import { commitRoutes } from './endpoints/commits.ts';
import { compareRoutes } from './endpoints/compare.ts';
import { contentsRoutes } from './endpoints/contents.ts';
import { dispatchRoutes } from './endpoints/dispatches.ts';
import { graphqlRoutes } from './endpoints/graphql.ts';
import { hookDeliveryRoutes } from './endpoints/hook-deliveries.ts';
import { issueListRoutes } from './endpoints/issue-list.ts';
import { issueRoutes } from './endpoints/issues.ts';
import { LOOPBACK, metaRoutes } from './endpoints/meta.ts';
import { pullFilesRoutes } from './endpoints/pull-files.ts';
import { rateLimitRoutes } from './endpoints/rate-limit.ts';
import { repositoryHookRoutes } from './endpoints/repository-hooks.ts';
import { repositoryRoutes } from './endpoints/repositories.ts';
import { workflowDispatchRoutes } from './endpoints/workflow-dispatches.ts';
import { userRoutes } from './endpoints/user.ts';
import { createExchangeLog } from './exchange.ts';
import { createFaults } from './fault.ts';
import { createHooks } from './hooks.ts';
import { createIssues, type Issues } from './issues.ts';
import { createManifestCodes, type ManifestCodes } from './manifest-codes.ts';
import { createRateLimiter, GITHUB_LIMITS } from './rate-limit.ts';
import { createResponder, type LimitViolation } from './respond.ts';
import { createRouter } from './router.ts';
import { type Sandbox, type SandboxOptions } from './sandbox.ts';
import { createListener } from './serve.ts';
import { createAppSite, isAppSite } from './site/app-site.ts';
import { createOauthSite, isOauthSite } from './site/oauth-site.ts';
import { createTokenStore } from './token.ts';
import { createUrls } from './urls.ts';
import { createWorkflowRuns, type WorkflowRuns } from './workflow-runs.ts';
import { createWorld } from './world.ts';

const WEBHOOK_TIMEOUT_MS = 10_000;

/** What both requests and the sandbox's own methods set going. */
interface Doings {
  readonly checks: Checks;
  readonly issues: Issues;
  readonly runs: WorkflowRuns;
  readonly codes: ManifestCodes;
}

const routesOf = (
  context: Context,
  emitter: Emitter,
  { checks, issues, runs, codes }: Doings,
): readonly Route[] => [
  ...[
    appRoutes,
    accessTokenRoutes,
    hookDeliveryRoutes,
    repositoryRoutes,
    contentsRoutes,
    pullFilesRoutes,
    compareRoutes,
    commitRoutes,
    issueListRoutes,
    rateLimitRoutes,
    graphqlRoutes,
    metaRoutes,
    userRoutes,
  ].flatMap((routes) => routes(context)),
  ...appManifestRoutes(context, codes),
  ...dispatchRoutes(context, runs),
  ...workflowDispatchRoutes(context, runs),
  ...checkRunRoutes(context, checks),
  ...issueRoutes(context, issues),
  ...repositoryHookRoutes(context, emitter),
];

/** Listens when the promise resolves. The caller must `stop()` it. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const { port = 0, clock = Date.now, latencyMs = 0, webhookTimeoutMs = WEBHOOK_TIMEOUT_MS } = options;
  const limits = { ...GITHUB_LIMITS, ...options.limits };
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  const context: Context = {
    world: createWorld(),
    tokens: createTokenStore(),
    limiter: createRateLimiter(limits, clock),
    hooks: createHooks(clock, webhookTimeoutMs),
    urls: createUrls(host),
    addresses: { hooks: LOOPBACK },
    runDetails: options.runDetails ?? 'told',
    clock,
  };
  const { world, limiter, hooks, urls } = context;
  const violations: LimitViolation[] = [];
  const log = createExchangeLog(options.onExchange);
  const faults = createFaults(options.random ?? Math.random);
  const stopping = new AbortController();
  const emitter = createEmitter(context);
  const doings: Doings = {
    checks: createChecks(context, emitter),
    issues: createIssues(context, emitter),
    runs: createWorkflowRuns(context, emitter),
    codes: createManifestCodes(clock),
  };
  const setup = createSetup(context);
  const installations = createInstallationActions(context, emitter);
  const route = createRouter(routesOf(context, emitter, doings));
  const respond = createResponder({
    context,
    route,
    limits,
    onViolation: (violation) => violations.push(violation),
  });
  const api = createListener({ respond, faults, log, clock, latencyMs, signal: stopping.signal });
  const oauth = createOauthSite(context);
  const apps = createAppSite({ context, codes: doings.codes, setup, ...installations });
  server.on('request', (request, response) =>
    (isOauthSite(request) ? oauth : isAppSite(request) ? apps : api)(request, response),
  );

  return {
    ...setup,
    ...installations,
    ...createPushActions(context, emitter, doings.checks),
    ...createPullRequestActions(context, emitter),
    ...createIssueActions(context, doings.issues),
    ...createCheckActions(context, doings.checks),
    ...createReleaseActions(context, emitter),
    ...createWorkflowRunActions(context, doings.runs),
    ...createRepositorySettings(context, emitter),
    url: urls.api,
    graphqlUrl: urls.graphql,
    host,
    clock,
    faults,
    exchanges: log.all,
    violations,
    deliveries: hooks.all,
    repository: (fullName) => world.repository(fullName),
    emit: (target, name, payload, emitOptions) => {
      if (typeof target !== 'string' && 'app' in target) {
        return emitter.forInstallation(target, name, payload, emitOptions);
      }
      const repository = typeof target === 'string' ? world.repository(target) : target;
      return emitter.forRepository(repository, name, payload, emitOptions);
    },
    redeliver: (deliveryId) => {
      const delivery = hooks.all.find(({ id }) => id === deliveryId);
      if (delivery === undefined) throw new Error(`There is no delivery ${deliveryId} in the sandbox.`);
      return hooks.redeliver(delivery);
    },
    setRateLimit: ({ id }, { resource, limit, remaining, resetAt }) => {
      const window = limiter.window(installationKey(id), resource);
      window.limit = limit ?? window.limit;
      window.used = remaining === undefined ? window.used : window.limit - remaining;
      window.resetAt = resetAt ?? window.resetAt;
    },
    setHookRanges: (ranges) => void (context.addresses.hooks = ranges),
    idle: () => hooks.idle(),
    stop: async () => {
      stopping.abort();
      hooks.stop();
      server.closeAllConnections();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    },
  };
};
