import { type Event, nameAt } from './event.ts';
import { at, isTrueAt, type Json, type JsonObject, listAt, numberAt, textAt } from './json.ts';
import { isFromFork } from './fork.ts';

/** What an event is about, small enough to travel: the git ref and commit where it has them, and a summary. */
export interface Subject {
  readonly ref?: string;
  readonly sha?: string;
  readonly subject: JsonObject;
  /** The texts in it that were cut, by name. */
  readonly clipped: readonly string[];
}

/** The longest text that a summary carries, in characters; what is longer ends in "…". */
export const SUMMARY_TEXT = 256;

/** For each kind of event: which ref and commit it speaks of, and what a hub wants to know at a glance. */
export const subjectOf = (event: Event): Subject => {
  const read = READERS[event.name];
  const { ref, sha, subject } = read ? read(event) : { subject: {} };
  const fields = Object.entries(subject).filter(([, value]) => value !== undefined);
  return {
    ...(ref !== undefined && { ref }),
    ...(sha !== undefined && { sha }),
    subject: Object.fromEntries(fields.map(([name, value]) => [name, clip(name, value)])),
    clipped: fields.filter(([name, value]) => isTooLong(name, value)).map(([name]) => name),
  };
};

interface Draft {
  readonly ref?: string | undefined;
  readonly sha?: string | undefined;
  readonly subject: JsonObject;
}

const READERS: Readonly<Record<string, (event: Event) => Draft>> = {
  push: ({ payload }) => ({
    ref: textAt(payload, 'ref'),
    sha: textAt(payload, 'after'),
    subject: {
      kind: 'push',
      message: firstLine(textAt(payload, 'head_commit.message')),
      commits: listAt(payload, 'commits').length,
      forced: isTrueAt(payload, 'forced'),
      html_url: textAt(payload, 'head_commit.url') ?? textAt(payload, 'compare'),
    },
  }),
  pull_request: (event) => {
    const pull = at(event.payload, 'pull_request');
    return {
      ref: `refs/pull/${numberAt(pull, 'number')}/merge`,
      sha: textAt(pull, 'head.sha'),
      subject: {
        kind: 'pull_request',
        number: numberAt(pull, 'number'),
        title: textAt(pull, 'title'),
        state: textAt(pull, 'state'),
        draft: isTrueAt(pull, 'draft'),
        merged: isTrueAt(pull, 'merged'),
        fork: isFromFork(event),
        base: textAt(pull, 'base.ref'),
        head: textAt(pull, 'head.ref'),
        html_url: textAt(pull, 'html_url'),
      },
    };
  },
  issues: ({ payload }) => ({
    subject: {
      kind: 'issue',
      number: numberAt(payload, 'issue.number'),
      title: textAt(payload, 'issue.title'),
      state: textAt(payload, 'issue.state'),
      html_url: textAt(payload, 'issue.html_url'),
    },
  }),
  release: ({ payload }) => ({
    ref: `refs/tags/${textAt(payload, 'release.tag_name') ?? ''}`,
    subject: {
      kind: 'release',
      tag: textAt(payload, 'release.tag_name'),
      name: textAt(payload, 'release.name'),
      prerelease: isTrueAt(payload, 'release.prerelease'),
      html_url: textAt(payload, 'release.html_url'),
    },
  }),
  workflow_run: ({ payload }) => {
    const run = at(payload, 'workflow_run');
    const branch = nameAt(run, 'head_branch');
    return {
      ref: branch === undefined ? undefined : `refs/heads/${branch}`,
      sha: textAt(run, 'head_sha'),
      subject: {
        kind: 'workflow_run',
        id: numberAt(run, 'id'),
        name: textAt(run, 'name'),
        event: textAt(run, 'event'),
        status: textAt(run, 'status'),
        conclusion: orNull(textAt(run, 'conclusion')),
        html_url: textAt(run, 'html_url'),
      },
    };
  },
};

const orNull = (text: string | undefined): Json => text ?? null;

const firstLine = (text: string | undefined): string | undefined => text?.split('\n', 1)[0];

/** A link that was cut leads nowhere. */
const isTooLong = (name: string, value: Json | undefined): value is string =>
  name !== 'html_url' && typeof value === 'string' && value.length > SUMMARY_TEXT;

/** Never through a surrogate pair. */
const clip = (name: string, value: Json | undefined): Json | undefined =>
  isTooLong(name, value) ? `${value.slice(0, SUMMARY_TEXT - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : value;
