import { type Event, type EventName, isEventName } from './event.ts';
import { type Json, isTrueAt, listAt, textAt } from './json.ts';
import { filesOfCommit } from './pushed-files.ts';

/** The files that a push or a pull request changed; `known: false` where the list can't be trusted to be complete. */
export type ChangedFiles =
  | { readonly known: true; readonly files: readonly string[] }
  | { readonly known: false; readonly why: string };

export interface Ref {
  readonly kind: 'branch' | 'tag' | 'other';
  /** Short: "main", "v1.0", or the whole ref where it is neither. */
  readonly name: string;
}

/**
 * What the filters look at. `ref` is what was pushed, the base branch of a pull request, or the head branch of a
 * workflow run. `unfit` says why this event starts nothing, whatever the filters say.
 */
export interface Facts {
  readonly name: EventName | undefined;
  readonly action?: string;
  readonly ref?: Ref;
  readonly workflow?: string;
  readonly files: ChangedFiles;
  readonly unfit?: string;
}

/** "The array includes a maximum of 2048 commits." https://docs.github.com/en/webhooks/webhook-events-and-payloads#push */
const MAX_PUSH_COMMITS = 2048;
/** The most that GitHub lists of one commit in a push, and of a pull request in its files API. */
const MAX_LISTED_FILES = 3000;

const NOT_ASKED: ChangedFiles = { known: false, why: 'the changed files are not known' };

/** `changedFiles` is for pull requests, whose payload does not list them; see `needsChangedFiles`. */
export const factsOf = (event: Event, changedFiles: ChangedFiles = NOT_ASKED): Facts => {
  const { name, action, payload } = event;
  const common = { name: isEventName(name) ? name : undefined, ...(action !== undefined && { action }) };
  if (name === 'push') {
    const unfit = isTrueAt(payload, 'deleted') ? 'this push deletes a ref' : undefined;
    return {
      ...common,
      ref: readRef(textAt(payload, 'ref') ?? ''),
      files: filesOfPush(payload),
      ...(unfit && { unfit }),
    };
  }
  if (name === 'pull_request')
    return { ...common, ...branchAt(payload, 'pull_request.base.ref'), files: upToTheLimit(changedFiles) };
  if (name === 'release') return { ...common, files: NOT_ASKED, ...draftOf(payload, action) };
  if (name === 'workflow_run') {
    const workflow = textAt(payload, 'workflow.name') ?? textAt(payload, 'workflow_run.name');
    return {
      ...common,
      ...branchAt(payload, 'workflow_run.head_branch'),
      ...(workflow !== undefined && { workflow }),
      files: NOT_ASKED,
    };
  }
  return { ...common, files: NOT_ASKED };
};

export const readRef = (ref: string): Ref => {
  if (ref.startsWith('refs/heads/')) return { kind: 'branch', name: ref.slice('refs/heads/'.length) };
  if (ref.startsWith('refs/tags/')) return { kind: 'tag', name: ref.slice('refs/tags/'.length) };
  return { kind: 'other', name: ref };
};

const branchAt = (payload: Json, path: string): { readonly ref?: Ref } => {
  const name = textAt(payload, path);
  return name === undefined ? {} : { ref: { kind: 'branch', name } };
};

/**
 * "Workflows are not triggered for the created, edited, or deleted activity types for draft releases."
 * https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#release
 */
const draftOf = (payload: Json, action: string | undefined): { readonly unfit?: string } =>
  isTrueAt(payload, 'release.draft') && ['created', 'edited', 'deleted'].includes(action ?? '')
    ? { unfit: `the release is a draft, and a draft that is ${action ?? ''} starts nothing` }
    : {};

/** All that its commits added, modified or removed, each file once. */
const filesOfPush = (payload: Json): ChangedFiles => {
  const commits = listAt(payload, 'commits');
  const unsure = (why: string): ChangedFiles => ({ known: false, why });
  if (isTrueAt(payload, 'forced')) return unsure('a forced push does not list all that it changed');
  if (commits.length >= MAX_PUSH_COMMITS)
    return unsure(`GitHub lists at most ${MAX_PUSH_COMMITS} commits of a push`);
  if (commits.length === 0)
    return unsure(
      isTrueAt(payload, 'created')
        ? 'the ref is new and its push lists no commits'
        : 'the push lists no commits',
    );
  const files = new Set<string>();
  for (const commit of commits) {
    const changed = filesOfCommit(commit);
    if (changed.length === 0) return unsure('the push has a commit without a list of files');
    if (changed.length >= MAX_LISTED_FILES)
      return unsure(`GitHub lists at most ${MAX_LISTED_FILES} files of a commit`);
    for (const file of changed) files.add(file);
  }
  return { known: true, files: [...files] };
};

const upToTheLimit = (changed: ChangedFiles): ChangedFiles =>
  changed.known && changed.files.length >= MAX_LISTED_FILES
    ? { known: false, why: `GitHub lists at most ${MAX_LISTED_FILES} files of a pull request` }
    : changed;
