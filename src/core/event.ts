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
  readonly payload: JsonObject;
}

/** "push", "release.published": as people and Octokit write it. */
export const eventTitle = ({ name, action }: Pick<Event, 'name' | 'action'>): string =>
  action === undefined ? name : `${name}.${action}`;

type Shape = 'string' | 'number' | 'array' | 'object';

const REPOSITORY: Readonly<Record<string, Shape>> = {
  'repository.id': 'number',
  'repository.full_name': 'string',
};

/**
 * What each event must have, or it can be neither matched nor reported.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
const REQUIRED: Readonly<Record<string, Readonly<Record<string, Shape>>>> = {
  push: { ref: 'string', before: 'string', after: 'string', commits: 'array', ...REPOSITORY },
  pull_request: {
    action: 'string',
    'pull_request.number': 'number',
    'pull_request.base.ref': 'string',
    'pull_request.head.ref': 'string',
    'pull_request.head.sha': 'string',
    ...REPOSITORY,
  },
  issues: { action: 'string', 'issue.number': 'number', ...REPOSITORY },
  release: { action: 'string', 'release.tag_name': 'string', ...REPOSITORY },
  workflow_run: {
    action: 'string',
    'workflow_run.id': 'number',
    'workflow_run.event': 'string',
    'workflow_run.head_sha': 'string',
    ...REPOSITORY,
  },
  repository: { action: 'string', ...REPOSITORY },
  repository_dispatch: { action: 'string', ...REPOSITORY },
  installation: { action: 'string', 'installation.id': 'number', 'installation.account.login': 'string' },
  installation_repositories: {
    action: 'string',
    'installation.id': 'number',
    repositories_added: 'array',
    repositories_removed: 'array',
  },
};

export interface Incoming {
  readonly id: string;
  readonly name: string;
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
    .map(([path, shape]) => `${path} (${shape})`);
  return { event: { ...incoming, ...namesOf(payload), payload }, missing };
};

const hasShape = (value: Json | undefined, shape: Shape): boolean => {
  if (shape === 'array') return Array.isArray(value);
  if (shape === 'object') return isObject(value);
  if (shape === 'number') return Number.isSafeInteger(value);
  return typeof value === 'string';
};

const namesOf = (payload: JsonObject): Omit<Event, 'id' | 'name' | 'receivedAt' | 'payload'> => {
  const action = textAt(payload, 'action');
  const installationId = numberAt(payload, 'installation.id');
  const repositoryId = numberAt(payload, 'repository.id');
  const repository = textAt(payload, 'repository.full_name');
  const sender = textAt(payload, 'sender.login');
  return {
    ...(action !== undefined && { action }),
    ...(Number.isSafeInteger(installationId) && installationId !== undefined && { installationId }),
    ...(Number.isSafeInteger(repositoryId) && repositoryId !== undefined && { repositoryId }),
    ...(repository !== undefined && { repository }),
    ...(sender !== undefined && { sender }),
  };
};
