import { endpointTitle } from './endpoint.ts';
import { type EventName } from './event.ts';
import { type Json } from './json.ts';

/** The filters of one event under `on:`, by GitHub Actions' own names; an absent filter lets everything through. */
export interface EventFilter {
  readonly branches?: readonly string[];
  readonly 'branches-ignore'?: readonly string[];
  readonly tags?: readonly string[];
  readonly 'tags-ignore'?: readonly string[];
  readonly paths?: readonly string[];
  readonly 'paths-ignore'?: readonly string[];
  readonly types?: readonly string[];
  readonly workflows?: readonly string[];
}

/** `on:` in its long form; the short forms are turned into it when the file is read. */
export type On = Readonly<Partial<Record<EventName, EventFilter>>>;

/** What `notify` and `subscribe` routes have in common. `coalesce` is in milliseconds. */
export interface Rule {
  readonly on: On;
  readonly if?: string;
  readonly 'event-type'?: string;
  readonly payload?: Readonly<Record<string, Json>>;
  readonly coalesce?: number;
  readonly chain?: boolean;
  readonly forks?: boolean;
  readonly report?: boolean | 'required';
  readonly 'on-failure'?: 'issue';
}

/** Whether a commit is to be told how its hub was told. */
export const wantsReport = ({ report }: Pick<Rule, 'report'>): boolean =>
  report === true || report === 'required';

/** In a spoke's file: `hub` alone is a repository_dispatch, with `workflow` a workflow_dispatch; or an `endpoint`. */
export interface NotifyRule extends Rule {
  readonly hub?: string;
  readonly workflow?: string;
  readonly ref?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly endpoint?: string;
}

/** In a hub's file: the spokes are patterns of `owner/name`, in order, `!` excluding. */
export interface SubscribeRule extends Rule {
  readonly from: readonly string[];
}

/** `workflows` are those that may be started by a `workflow_dispatch`: their file names or numbers, compared exactly. */
export interface Accept {
  readonly from: readonly string[];
  readonly 'event-types'?: readonly string[];
  /** Those that may be started by workflow_dispatch; none where it is absent. */
  readonly workflows?: readonly string[];
}

export interface Publish {
  readonly to: readonly string[];
}

/** A `.github/hub-relay.yml` after it was read: lists are there, short forms are long, defaults are filled in. */
export interface Config {
  readonly notify: readonly NotifyRule[];
  readonly subscribe: readonly SubscribeRule[];
  readonly accept: readonly Accept[];
  readonly publish: readonly Publish[];
  readonly 'allow-public-hubs': boolean;
  readonly 'max-hops': number;
}

/** What one file says. A key that it does not have is left to the owner's defaults, and then to `EMPTY_CONFIG`. */
export type OwnConfig = Partial<Config>;

export const EMPTY_CONFIG: Config = {
  notify: [],
  subscribe: [],
  accept: [],
  publish: [],
  'allow-public-hubs': false,
  'max-hops': 3,
};

/**
 * One rule as it applies to one spoke. `id` says where it stands ("acme/docs:subscribe[0]"), `definedIn` whose
 * file that is, `hub` the `owner/name` to be told, or `endpoint` the name of the endpoint.
 */
export interface Route {
  readonly id: string;
  readonly definedIn: string;
  readonly kind: 'notify' | 'subscribe';
  readonly hub?: string;
  readonly endpoint?: string;
  readonly rule: NotifyRule | SubscribeRule;
}

/** Who is told, as people read it: "acme/docs", or "endpoint:deploy-status". */
export const targetTitle = ({ hub, endpoint = '' }: Pick<Route, 'hub' | 'endpoint'>): string =>
  hub ?? endpointTitle(endpoint);

/** The hub's workflow that it starts by workflow_dispatch. */
export const workflowOf = (rule: Route['rule']): string | undefined =>
  'workflow' in rule ? rule.workflow : undefined;

/** Which permission of the hub's it takes, to write: a dispatch, or to start a workflow. */
export const neededPermission = (rule: Route['rule']): 'contents' | 'actions' =>
  workflowOf(rule) === undefined ? 'contents' : 'actions';

/** Of a route that may be gone by now: its id says in which list it stood. */
export const kindOfRoute = (id: string): Route['kind'] =>
  /:subscribe\[\d+\]$/.test(id) ? 'subscribe' : 'notify';
