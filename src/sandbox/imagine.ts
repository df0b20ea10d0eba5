import { type Account } from './account.ts';
import { createIssueActions, type IssueActions } from './actions/issues.ts';
import { createPullRequestActions, type PullRequestActions } from './actions/pull-requests.ts';
import { createPushActions, type PushActions } from './actions/push.ts';
import { createReleaseActions, type ReleaseActions } from './actions/releases.ts';
import { createWorkflowRunActions, type WorkflowRunActions } from './actions/workflow-runs.ts';
import { createChecks } from './checks.ts';
import { type Context } from './context.ts';
import { createEmitter } from './emit.ts';
import { type Hooks } from './hooks.ts';
import { type App, type Installation } from './installation.ts';
import { createIssues, type Issues } from './issues.ts';
import { createRateLimiter, GITHUB_LIMITS } from './rate-limit.ts';
import { createRepository, type Repository, type Visibility } from './repository.ts';
import { createTokenStore } from './token.ts';
import { type Urls } from './urls.ts';
import { createWorkflowRuns } from './workflow-runs.ts';
import { createWorld, type World } from './world.ts';

/** One webhook as it would be sent to the App. */
export interface Told {
  readonly event: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The one repository that there is, and the App on it. */
export interface ImaginedSpoke {
  readonly id: number;
  readonly fullName: string;
  readonly ownerType: Account['type'];
  readonly visibility: Visibility;
  readonly archived: boolean;
  readonly defaultBranch: string;
  readonly installationId: number;
}

export interface Imagined
  extends PushActions, PullRequestActions, IssueActions, ReleaseActions, WorkflowRunActions {
  readonly world: World;
  readonly issues: Issues;
  readonly repository: Repository;
  readonly urls: Urls;
  readonly clock: () => number;
}

interface Setting {
  readonly urls: Urls;
  readonly clock: () => number;
  /** Of everything that is made up, ids count up from here. */
  readonly firstId: number;
  readonly appId: number;
  readonly events: readonly string[];
  readonly spoke: ImaginedSpoke;
}

/**
 * A GitHub without a network: what happens there is told to nobody, and given back instead, in its order. The payloads are those
 * of the sandbox, with the addresses of any GitHub.
 */
export const imagine = async (
  { urls, clock, firstId, appId, events, spoke }: Setting,
  happens: (github: Imagined) => Promise<unknown>,
): Promise<readonly Told[]> => {
  const told: Told[] = [];
  const context: Context = {
    world: createWorld(firstId),
    tokens: createTokenStore(),
    limiter: createRateLimiter(GITHUB_LIMITS, clock),
    hooks: listening(told),
    urls,
    addresses: { hooks: [] },
    runDetails: 'told',
    clock,
  };
  const { world } = context;
  const emitter = createEmitter(context);
  const issues = createIssues(context, emitter);
  const owner = world.account(spoke.fullName.split('/')[0] ?? '', spoke.ownerType);
  const repository = createRepository(spoke.id, owner, spoke, clock());
  world.addRepository(repository);
  world.installations.set(spoke.installationId, installationOf(spoke, { appId, events, owner, at: clock() }));
  await happens({
    ...createPushActions(context, emitter, createChecks(context, emitter)),
    ...createPullRequestActions(context, emitter),
    ...createIssueActions(context, issues),
    ...createReleaseActions(context, emitter),
    ...createWorkflowRunActions(context, createWorkflowRuns(context, emitter)),
    world,
    issues,
    repository,
    urls,
    clock,
  });
  return told;
};

/** Sends nothing. */
const listening = (told: Told[]): Hooks => ({
  deliver: ({ event, payload }) => {
    told.push({ event, payload });
    return Promise.resolve(undefined);
  },
  redeliver: () => Promise.reject(new Error('Nothing was delivered.')),
  later: () => undefined,
  recent: () => [],
  all: [],
  idle: () => Promise.resolve(),
  stop: () => undefined,
});

interface Installing {
  readonly appId: number;
  readonly events: readonly string[];
  readonly owner: Account;
  readonly at: number;
}

/** Without permissions: an App that may write checks would be told of a check suite beside each push. */
const installationOf = (
  { installationId: id }: ImaginedSpoke,
  { appId, events, owner, at }: Installing,
): Installation => {
  const app: App = {
    id: appId,
    clientId: '',
    clientSecret: '',
    description: '',
    isPublic: false,
    setupUrl: undefined,
    callbackUrls: [],
    slug: 'hub-relay',
    name: 'Hub Relay',
    owner,
    permissions: {},
    events,
    privateKey: '',
    publicKey: '',
    hookId: appId,
    webhookUrl: undefined,
    webhookSecret: '',
    insecureSsl: false,
    createdAt: at,
  };
  return {
    id,
    app,
    account: owner,
    permissions: {},
    events,
    selection: 'all',
    suspendedAt: undefined,
    createdAt: at,
    updatedAt: at,
  };
};
