import { type CheckActions } from './actions/checks.ts';
import { type InstallationActions } from './actions/installations.ts';
import { type IssueActions } from './actions/issues.ts';
import { type PullRequestActions } from './actions/pull-requests.ts';
import { type PushActions } from './actions/push.ts';
import { type ReleaseActions } from './actions/releases.ts';
import { type RepositorySettings } from './actions/repository-settings.ts';
import { type Setup } from './actions/setup.ts';
import { type WorkflowRunActions } from './actions/workflow-runs.ts';
import { type RunDetails } from './context.ts';
import { type Emitted, type EmitOptions } from './emit.ts';
import { type Exchange } from './exchange.ts';
import { type Faults } from './fault.ts';
import { type Delivery } from './hooks.ts';
import { type Installation } from './installation.ts';
import { type Limits, type Resource } from './rate-limit.ts';
import { type Repository } from './repository.ts';
import { type LimitViolation } from './respond.ts';

export interface SandboxOptions {
  /** A free one, when left out. */
  readonly port?: number;
  /** Milliseconds since the epoch; `Date.now` when left out. */
  readonly clock?: () => number;
  /** Those that differ from GitHub's. */
  readonly limits?: Partial<Limits>;
  /** How long each request takes, in real milliseconds; 0 when left out. */
  readonly latencyMs?: number;
  /** How long an App may take for a webhook, in real milliseconds; GitHub's 10 s when left out. */
  readonly webhookTimeoutMs?: number;
  /** For faults that come by chance: numbers in [0, 1); `Math.random` when left out. */
  readonly random?: () => number;
  /** What the server makes of `return_run_details`; `told`, when left out. */
  readonly runDetails?: RunDetails;
  readonly onExchange?: (exchange: Exchange) => void;
}

export interface RateLimitChange {
  /** `core` when left out. */
  readonly resource?: Resource;
  readonly limit?: number;
  readonly remaining?: number;
  /** Milliseconds since the epoch. */
  readonly resetAt?: number;
}

/**
 * A GitHub on localhost, as strict as the real one. Methods that change something also send the webhooks that GitHub would send, and
 * resolve when the Apps have answered (or failed to). The objects they return are live.
 */
export interface Sandbox
  extends
    Setup,
    InstallationActions,
    PushActions,
    PullRequestActions,
    IssueActions,
    CheckActions,
    ReleaseActions,
    WorkflowRunActions,
    RepositorySettings {
  /** `http://127.0.0.1:PORT/api/v3`: a client's base URL. */
  readonly url: string;
  /** `http://127.0.0.1:PORT/api/graphql` */
  readonly graphqlUrl: string;
  /** `127.0.0.1:PORT`: for `GHE_HOST`, with `GHE_PROTOCOL=http`. */
  readonly host: string;
  readonly clock: () => number;
  readonly faults: Omit<Faults, 'take'>;
  /** Up to 20,000 are kept, the last 10,000 always. */
  readonly exchanges: readonly Exchange[];
  /** Requests that a rate limit refused. */
  readonly violations: readonly LimitViolation[];
  /** Every webhook sent, in the order in which they were answered; a redelivery is one more. */
  readonly deliveries: readonly Delivery[];
  /** By its present name. @throws when there is none. */
  readonly repository: (fullName: string) => Repository;
  /** Any event, for a repository (by object or full name) or an installation; `payload` is completed as GitHub does. */
  readonly emit: (
    target: string | Repository | Installation,
    name: string,
    payload: Readonly<Record<string, unknown>>,
    options?: EmitOptions,
  ) => Promise<Emitted>;
  /** By the id of a delivery, as a person does on GitHub's page. @throws when there is none. */
  readonly redeliver: (deliveryId: number) => Promise<Delivery>;
  readonly setRateLimit: (installation: Installation, change: RateLimitChange) => void;
  /** Where webhooks come from by its own account (`GET /meta`); loopback, until told otherwise. */
  readonly setHookRanges: (ranges: readonly string[]) => void;
  /** Resolves when no webhook is under way any more, redeliveries included. */
  readonly idle: () => Promise<void>;
  /** Cuts every connection; afterwards nothing keeps the process alive. */
  readonly stop: () => Promise<void>;
}
