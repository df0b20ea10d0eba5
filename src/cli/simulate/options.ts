import { type EventName } from '../../core/event.ts';

/** What happened, as far as it is said; the rest is made up. */
export interface HappeningOptions {
  /** `owner/name` */
  readonly repo?: string;
  readonly ref?: string;
  readonly tag?: string;
  readonly path: readonly string[];
  readonly message?: string;
  readonly sha?: string;
  readonly created?: boolean;
  readonly deleted?: boolean;
  readonly forced?: boolean;
  readonly action?: string;
  readonly title?: string;
  readonly body?: string;
  readonly number?: number;
  readonly label: readonly string[];
  readonly base?: string;
  readonly head?: string;
  /** Login of who owns the fork. */
  readonly fork?: string;
  readonly draft?: boolean;
  readonly merged?: boolean;
  readonly prerelease?: boolean;
  readonly workflow?: string;
  readonly conclusion?: string;
  readonly startedBy?: string;
  readonly sender?: string;
  readonly private?: boolean;
  readonly public?: boolean;
  readonly installation?: number;
}

export interface SimulateOptions extends HappeningOptions {
  /** The path of a payload, `-` for standard input. */
  readonly file?: string;
  /** Its name, where the payload does not tell. */
  readonly event?: string;
  /** The id or the GUID of a delivery. */
  readonly fromGithub?: string;
  readonly sameId?: boolean;
  readonly count?: number;
  /** A second. */
  readonly rate?: number;
  readonly url?: string;
  /** Why that is no https. */
  readonly plainHttp?: string;
  readonly yes?: boolean;
  /** False with `--no-follow`. */
  readonly follow: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly curl?: boolean;
  readonly print?: boolean;
  readonly json?: boolean;
}

type Option = keyof HappeningOptions;

/** What can be said of every event. */
const OF_ALL: readonly Option[] = ['repo', 'sender', 'private', 'public', 'installation'];

const OF_EACH: Readonly<Record<EventName, readonly Option[]>> = {
  push: ['ref', 'tag', 'path', 'message', 'sha', 'created', 'deleted', 'forced'],
  pull_request: [
    'action',
    'title',
    'body',
    'number',
    'label',
    'base',
    'head',
    'fork',
    'draft',
    'merged',
    'sha',
  ],
  issues: ['action', 'title', 'body', 'number', 'label'],
  release: ['action', 'tag', 'title', 'body', 'draft', 'prerelease'],
  workflow_run: ['action', 'workflow', 'ref', 'conclusion', 'title', 'startedBy', 'sha'],
};

export const optionsOf = (event: EventName): readonly Option[] => [...OF_ALL, ...OF_EACH[event]];

export const HAPPENING_OPTIONS: readonly Option[] = [
  ...new Set([...OF_ALL, ...Object.values(OF_EACH).flat()]),
];

/** The actions of which a payload can be made; the first is meant where none is named. */
export const ACTIONS = {
  push: [],
  pull_request: [
    'opened',
    'closed',
    'reopened',
    'synchronize',
    'edited',
    'labeled',
    'unlabeled',
    'ready_for_review',
    'converted_to_draft',
  ],
  issues: ['opened', 'edited', 'closed', 'reopened', 'deleted', 'labeled', 'unlabeled'],
  release: ['published', 'released', 'prereleased', 'created', 'edited', 'deleted', 'unpublished'],
  workflow_run: ['completed', 'in_progress', 'requested'],
} as const satisfies Readonly<Record<EventName, readonly string[]>>;

export const CONCLUSIONS = [
  'success',
  'failure',
  'cancelled',
  'skipped',
  'timed_out',
  'neutral',
  'action_required',
] as const;

/** `started-by`, as it is typed. */
export const flagOf = (option: Option): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** Whether something was said: an option that may be repeated begins with none. */
export const isGiven = (options: HappeningOptions, option: Option): boolean => {
  const value = options[option];
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
};
