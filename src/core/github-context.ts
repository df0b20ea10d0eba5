import { type data } from '@actions/expressions';
import { type Event } from './event.ts';
import { Meter, toData } from './expression-data.ts';
import { readRef } from './facts.ts';
import { type Json, type JsonObject, at, isTrueAt, numberAt, textAt } from './json.ts';
import { ownerOf } from './repository.ts';

/** Where GitHub is: "https://github.com", "https://api.github.com", "https://api.github.com/graphql". */
export interface GithubUrls {
  readonly server: string;
  readonly api: string;
  readonly graphql: string;
}

/**
 * The `github` context of one event, for the expressions of one file. Make it once and use it for all of them: what was
 * read stays open, and `meter` says what they may still read together.
 */
export interface GithubContext {
  readonly data: data.Dictionary;
  readonly meter: Meter;
}

/** Characters, list items and keys that the expressions of one file may read and make for one event. */
const MOST_WORK = 2_000_000;
/** For one event, those of all files together. */
const MOST_WORK_OF_ALL = 10 * MOST_WORK;

/**
 * Shaped as in GitHub Actions, without what only a workflow run has.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#github-context
 */
export const githubContext = (event: Event, urls: GithubUrls, all?: Meter): GithubContext => {
  const meter = new Meter(MOST_WORK, 'the expressions of its file read too much of this event', all);
  return { meter, data: toData(githubFields(event, urls), meter) as data.Dictionary };
};

/** The context for each file, by the repository it stands in: one file can't use up what another may read. */
export const githubContexts = (event: Event, urls: GithubUrls): ((file: string) => GithubContext) => {
  const all = new Meter(MOST_WORK_OF_ALL, 'the expressions of all files read too much of this event');
  const contexts = new Map<string, GithubContext>();
  return (file) => {
    const context = contexts.get(file) ?? githubContext(event, urls, all);
    contexts.set(file, context);
    return context;
  };
};

export const githubFields = (event: Event, urls: GithubUrls): JsonObject => {
  const { name, payload } = event;
  const repository = textAt(payload, 'repository.full_name');
  const isPullRequest = name === 'pull_request';
  return {
    event: payload,
    event_name: name,
    actor: textAt(payload, 'sender.login'),
    actor_id: idAt(payload, 'sender.id'),
    triggering_actor: textAt(payload, 'sender.login'),
    repository,
    repository_id: idAt(payload, 'repository.id'),
    repository_owner: repository === undefined ? undefined : ownerOf(repository),
    repository_owner_id: idAt(payload, 'repository.owner.id'),
    repositoryUrl: textAt(payload, 'repository.git_url'),
    ...refFields(refOf(event)),
    sha: shaOf(event),
    head_ref: isPullRequest ? textAt(payload, 'pull_request.head.ref') : '',
    base_ref: isPullRequest ? textAt(payload, 'pull_request.base.ref') : '',
    server_url: urls.server,
    api_url: urls.api,
    graphql_url: urls.graphql,
  };
};

/** Actions gives ids as text. */
const idAt = (payload: Json, path: string): string | undefined => numberAt(payload, path)?.toString();

/**
 * GITHUB_REF, by event: https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
 * A merged pull request has the branch it was merged into, any other its merge branch.
 */
const refOf = ({ name, payload }: Event): string => {
  if (name === 'push') return textAt(payload, 'ref') ?? '';
  if (name === 'release') return refs('tags', textAt(payload, 'release.tag_name'));
  if (name === 'pull_request') {
    if (isTrueAt(payload, 'pull_request.merged'))
      return refs('heads', textAt(payload, 'pull_request.base.ref'));
    const number = numberAt(payload, 'pull_request.number');
    return number === undefined ? '' : `refs/pull/${number}/merge`;
  }
  return refs('heads', textAt(payload, 'repository.default_branch'));
};

const refs = (kind: 'heads' | 'tags', name: string | undefined): string =>
  name === undefined ? '' : `refs/${kind}/${name}`;

const refFields = (ref: string): JsonObject => {
  if (ref === '') return { ref, ref_name: '', ref_type: '' };
  const pull = /^refs\/pull\/(\d+\/merge)$/.exec(ref)?.[1];
  if (pull !== undefined) return { ref, ref_name: pull, ref_type: 'branch' };
  const { kind, name } = readRef(ref);
  return { ref, ref_name: name, ref_type: kind === 'other' ? '' : kind };
};

/**
 * GITHUB_SHA where the payload has it, else empty: the last commit of a default branch or of a release's tag is not in
 * it. `after` of an annotated tag is the tag object; the commit that Actions gives is then `head_commit`.
 */
const shaOf = ({ name, payload }: Event): string => {
  if (name === 'push') {
    const isTag = textAt(payload, 'ref')?.startsWith('refs/tags/') ?? false;
    const tagged = isTag ? textAt(payload, 'head_commit.id') : undefined;
    return tagged ?? textAt(payload, 'after') ?? '';
  }
  if (name !== 'pull_request') return '';
  const merge = at(payload, 'pull_request.merge_commit_sha');
  return typeof merge === 'string' ? merge : (textAt(payload, 'pull_request.head.sha') ?? '');
};
