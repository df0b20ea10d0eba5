import { type Json, type JsonObject, at, isObject, numberAt, textAt } from './json.ts';

/** The events that a route may name under `on:`. */
export const EVENT_NAMES = ['push', 'pull_request', 'issues', 'release', 'workflow_run'] as const;
export type EventName = (typeof EVENT_NAMES)[number];

/** The events that keep Hub Relay's own knowledge current, or close a chain. */
export const UPKEEP_NAMES = [
  'repository',
  'installation',
  'installation_repositories',
  'repository_dispatch',
] as const;

/**
 * Somebody asks on GitHub's page for a check run to be made anew. GitHub sends every action of these to an App that may
 * write checks; the others tell us nothing, and are not recorded.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads#check_run
 */
export const RERUN_EVENTS = ['check_run.rerequested', 'check_suite.rerequested'] as const;

const RECORDED: ReadonlySet<string> = new Set([...EVENT_NAMES, ...UPKEEP_NAMES]);

/** Whether we write down such an event, and so ask for it again where it was missed. `event` is its name. */
export const isRecorded = ({
  event,
  action,
}: {
  readonly event: string;
  readonly action?: string;
}): boolean => RECORDED.has(event) || RERUN_EVENTS.some((known) => known === `${event}.${action ?? ''}`);

export const isEventName = (name: string): name is EventName => EVENT_NAMES.some((known) => known === name);

/**
 * One webhook that GitHub sent. `id` is its `X-GitHub-Delivery` GUID, the same at every redelivery;
 * `receivedAt` is in milliseconds since 1970, by our clock.
 */
export interface Event {
  readonly id: string;
  readonly name: string;
  readonly action?: string;
  readonly receivedAt: number;
  readonly installationId?: number;
  readonly repositoryId?: number;
  readonly repository?: string;
  readonly sender?: string;
  /** The name of the source that it came by, where that was not the App. */
  readonly source?: string;
  readonly payload: JsonObject;
}

/** "push", "release.published": as people and Octokit write it. */
export const eventTitle = ({ name, action }: Pick<Event, 'name' | 'action'>): string =>
  action === undefined ? name : `${name}.${action}`;

type Shape = 'string' | 'name' | 'number' | 'array' | 'object';

/** Far more than GitHub lets anyone call a repository, a branch or a tag, in bytes; and a database can index it. */
export const MAX_NAME = 1_024;

const REPOSITORY: Readonly<Record<string, Shape>> = {
  'repository.id': 'number',
  'repository.full_name': 'name',
};

/**
 * What each event must have, or it can be neither matched nor reported.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  push: { ref: 'name', before: 'string', after: 'string', commits: 'array', ...REPOSITORY },
  pull_request: {
    action: 'name',
    'pull_request.number': 'number',
    'pull_request.base.ref': 'name',
    'pull_request.head.ref': 'name',
    'pull_request.head.sha': 'string',
    ...REPOSITORY,
  },
  issues: { action: 'name', 'issue.number': 'number', ...REPOSITORY },
  release: { action: 'name', 'release.tag_name': 'name', ...REPOSITORY },
  workflow_run: {
    action: 'name',
    'workflow_run.id': 'number',
    'workflow_run.event': 'string',
    'workflow_run.head_sha': 'string',
    ...REPOSITORY,
  },
  check_run: { action: 'name', 'check_run.external_id': 'string', ...REPOSITORY },
  check_suite: { action: 'name', 'check_suite.head_sha': 'string', ...REPOSITORY },
  repository: { action: 'name', ...REPOSITORY },
  repository_dispatch: { action: 'name', ...REPOSITORY },
  installation: { action: 'name', 'installation.id': 'number', 'installation.account.login': 'string' },
  installation_repositories: {
    action: 'name',
    'installation.id': 'number',
    repositories_added: 'array',
    repositories_removed: 'array',
  },
};

export interface Incoming {
  readonly id: string;
  readonly name: string;
  readonly source?: string;
  readonly payload: unknown;
  readonly receivedAt: number;
}

/**
 * Reads what GitHub sent. `missing` lists each thing that this event must have and that is not there, or is not
 * of its kind ("repository.id (number)"); where it is empty, the event can be planned.
 */
export const readEvent = (incoming: Incoming): { event: Event; missing: readonly string[] } => {
  const payload: JsonObject = isObject(incoming.payload) ? incoming.payload : {};
  const required = REQUIRED[incoming.name] ?? {};
  const missing = Object.entries(required)
    .filter(([path, shape]) => !hasShape(at(payload, path), shape))
    .map(([path, shape]) => `${path} (${wordFor(shape, at(payload, path))})`);
  return { event: { ...incoming, ...namesOf(payload), payload }, missing };
};

const wordFor = (shape: Shape, found: Json | undefined): string => {
  if (shape !== 'name') return shape;
  return typeof found === 'string' ? `string of at most ${MAX_NAME} bytes` : 'string';
};

const hasShape = (value: Json | undefined, shape: Shape): boolean => {
  if (shape === 'array') return Array.isArray(value);
  if (shape === 'object') return isObject(value);
  if (shape === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string' && (shape === 'string' || isName(value));
};

const isName = (text: string): boolean => text.length <= MAX_NAME && Buffer.byteLength(text) <= MAX_NAME;

/** What GitHub calls something; `undefined` where nothing is called so. */
export const nameAt = (value: Json | undefined, path: string): string | undefined => {
  const text = textAt(value, path);
  return text !== undefined && isName(text) ? text : undefined;
};

const namesOf = (payload: JsonObject): Omit<Event, 'id' | 'name' | 'source' | 'receivedAt' | 'payload'> => {
  const action = nameAt(payload, 'action');
  const installationId = numberAt(payload, 'installation.id');
  const repositoryId = numberAt(payload, 'repository.id');
  const repository = nameAt(payload, 'repository.full_name');
  const sender = nameAt(payload, 'sender.login');
  return {
    ...(action !== undefined && { action }),
    ...(Number.isSafeInteger(installationId) && installationId !== undefined && { installationId }),
    ...(Number.isSafeInteger(repositoryId) && repositoryId !== undefined && { repositoryId }),
    ...(repository !== undefined && { repository }),
    ...(sender !== undefined && { sender }),
  };
};
