import { type Answer } from '../core/answer.ts';
import { type CheckRun } from '../core/check-run.ts';
import { type Issue } from '../core/failure-report.ts';
import { type ChangedFiles } from '../core/facts.ts';
import { type FoundRepository } from '../core/found-repository.ts';
import { type JsonObject } from '../core/json.ts';
import { type ListPage } from '../core/look.ts';
import { type StartedRun } from '../core/reported.ts';
import { type HookDelivery } from '../core/missed.ts';
import { type Installation, type Repository } from '../core/repository.ts';
import { type Notification } from './notification-ports.ts';
import { type ConfigFile } from './ports.ts';

/** What GitHub can tell us. Each call rejects when GitHub can't be reached or refuses; the caller tries again later. */
export interface GitHub {
  /** The login of the App's bot ("hub-relay[bot]"). */
  botLogin(): Promise<string>;
  installations(): Promise<readonly Installation[]>;
  /** `undefined` when the App is not installed there any more. */
  installation(id: number): Promise<Installation | undefined>;
  repositoriesOf(installationId: number): Promise<readonly FoundRepository[]>;
  /**
   * As it is now, under its present name; `undefined` when this installation cannot see it. Another owner's public
   * repository it can see, too.
   */
  repository(installationId: number, fullName: string): Promise<FoundRepository | undefined>;
  /** `unchanged` when the file is still the one that this etag was given for; then nothing is counted as a request. */
  configFile(repository: Repository, etag?: string): Promise<ConfigFile | 'unchanged'>;
  /** The same of many, by the repository's id: of each of these (100 at most) in one installation. */
  configFiles(
    installationId: number,
    repositories: readonly FoundRepository[],
  ): Promise<ReadonlyMap<number, ConfigFile>>;
  /** The file as it is in this commit. */
  configFileAt(repository: Repository, sha: string): Promise<ConfigFile>;
  /** The commit that a branch or a tag ("refs/tags/v1") leads to now; `undefined` where there is none. */
  commitOf(repository: Repository, ref: string): Promise<string | undefined>;
  /** The files that a pull request changes. Not known when GitHub refuses for good, or when they are too many. */
  changedFiles(repository: Repository, pull: number): Promise<ChangedFiles>;
  /** The GitHub Actions workflows on the default branch. `unreadable` when GitHub refuses for good. */
  workflowFiles(repository: Repository): Promise<readonly WorkflowFile[] | 'unreadable'>;
}

/** `path` from the root of the repository; `text` is absent where GitHub did not give it in full. */
export interface WorkflowFile {
  readonly path: string;
  readonly text?: string;
}

/** How GitHub sends webhooks to the App. `url` is absent while none is set. */
export interface WebhookConfig {
  readonly url?: string;
  /** GitHub does not look at the certificate of who answers. */
  readonly isUnverified: boolean;
  /** It signs them; it never tells with what. */
  readonly hasSecret: boolean;
}

/** `answeredAt`: when that was, by GitHub's clock, to the second. */
export interface AppFacts {
  readonly name: string;
  readonly slug: string;
  readonly permissions: Installation['permissions'];
  readonly events: readonly string[];
  readonly answeredAt?: number;
}

/** Requests an hour, of one kind. `resetAt` in milliseconds since 1970. */
export interface RateLimit {
  readonly resource: 'core' | 'graphql';
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

/** The App as its page on GitHub shows it. Rejects as `GitHub` does. */
export interface AppPage {
  app(): Promise<AppFacts>;
  webhook(): Promise<WebhookConfig>;
  /** On a repository; `undefined` where the App is not installed there, or there is no such repository. */
  installationOn(fullName: string): Promise<Installation | undefined>;
  repositoryCount(installationId: number): Promise<number>;
  /** Costs nothing of what it tells; nothing where GitHub sets none. */
  rateLimits(installationId: number): Promise<readonly RateLimit[]>;
  /** What our server answered to one delivery; '' where it did not, or GitHub does not tell. */
  answerTo(deliveryId: string): Promise<string>;
}

/** GitHub's own list of what it tried to hand to us, of the last three days. Rejects as `GitHub` does. */
export interface Deliveries {
  /** Newest first, from the beginning or from a page's `next`. Cursors do not live for ever. */
  page(cursor?: string): Promise<ListPage | 'unknown-cursor'>;
  /** Asks for one more try, which comes as any other webhook. `gone`: GitHub has it no more. */
  redeliver(id: string): Promise<'accepted' | 'gone' | 'refused'>;
}

/** What was sent in a delivery; `body` is JSON of the same meaning, not of the same bytes. */
export interface DeliveryContent {
  readonly guid: string;
  readonly event: string;
  readonly body: string;
}

export interface DeliveryContents {
  /** By its number; `undefined` where GitHub does not know it, or not any more. */
  content(id: string): Promise<DeliveryContent | undefined>;
}

/** One try of GitHub, with the seconds that it took. */
export interface HookTry extends HookDelivery {
  readonly duration: number;
}

/** A webhook of a repository's own, which needs no App. */
export interface RepositoryHook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  readonly isActive: boolean;
  /** `json` or `form`. */
  readonly contentType: string;
  /** GitHub does not look at the certificate of who answers. */
  readonly isUnverified: boolean;
  readonly hasSecret: boolean;
  /** Absent before the first delivery. */
  readonly lastAnswer?: { readonly status: number; readonly message: string };
}

export interface NewRepositoryHook {
  readonly url: string;
  readonly secret: string;
  readonly events: readonly string[];
}

/** With a person's token, of repositories by their full names. Rejects as `GitHub` does. */
export interface RepositoryHooks {
  list(fullName: string): Promise<readonly RepositoryHook[]>;
  /** In JSON, signed, and to nobody whose certificate is not right. GitHub pings it then. */
  create(fullName: string, hook: NewRepositoryHook): Promise<RepositoryHook>;
  remove(fullName: string, id: number): Promise<void>;
  /** Has GitHub send a `ping`, soon. */
  ping(fullName: string, id: number): Promise<void>;
  /** Newest first, a hundred at most. */
  recent(fullName: string, id: number): Promise<readonly HookTry[]>;
  /** What the server answered to one delivery; '' where it did not, or GitHub does not tell. */
  answerTo(fullName: string, id: number, deliveryId: string): Promise<string>;
  deliveriesOf(fullName: string, id: number): Deliveries;
}

/** What was sent (never with a credential), and what came back. */
export interface Sent {
  readonly request: JsonObject;
  readonly answer: Answer;
  /** The run that it started, where the server tells that. */
  readonly run?: StartedRun;
}

export interface SendCircumstances {
  /** Ask for a new token: the one in use was refused. */
  readonly isTokenFresh: boolean;
  /** Where GitHub redirected to, when it did. */
  readonly location?: string;
  /** Gives up the request at once; the answer is then `no-answer`. */
  readonly signal: AbortSignal;
}

export interface Sender {
  /** Sends once, and never by itself again. Resolves whatever happens: also without an answer. */
  send(notification: Notification, payload: JsonObject, circumstances: SendCircumstances): Promise<Sent>;
}

/** What was written on GitHub, and the number that it has there. */
export interface Written {
  readonly answer: Answer;
  readonly number?: number;
}

/** What is known of the thing to be written: its number, or that it may be there without our knowing its number. */
export interface Known {
  readonly id: string;
  readonly number?: number;
  readonly isUncertain: boolean;
}

/**
 * Writes as the installation of the repository; each call once, and never by itself again. Resolves whatever happens: also
 * without an answer. Makes it where it has no number, and looks for it first where that is uncertain.
 */
export interface Writer {
  checkRun(repository: Repository, check: CheckRun, known: Known): Promise<Written>;
  /** `state` is left as it is, where it is not given: a person may have closed it. */
  issue(
    repository: Repository,
    issue: Omit<Issue, 'state'> & Partial<Pick<Issue, 'state'>>,
    known: Known,
  ): Promise<Written>;
}
