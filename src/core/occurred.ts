import { type Event } from './event.ts';
import { at, type Json } from './json.ts';

const SECOND = 1000;

/**
 * GitHub redelivers for three days; what is older does not tell when this event happened.
 * https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
 */
export const LONGEST_WAY = 3 * 24 * 60 * 60 * SECOND;

/**
 * Where each event says when what it speaks of last changed. A push speaks of its repository: the times of its commits
 * are those of their authors' clocks.
 * https://docs.github.com/en/webhooks/webhook-events-and-payloads
 */
const TIMES: Readonly<Record<string, readonly string[]>> = {
  push: ['repository.pushed_at'],
  pull_request: ['pull_request.updated_at'],
  issues: ['issue.updated_at'],
  release: ['release.updated_at', 'release.published_at', 'release.created_at'],
  workflow_run: ['workflow_run.updated_at'],
};

/**
 * When GitHub created an event, as far as its payload tells, in milliseconds since 1970: the newest time that lies within
 * the three days before `receivedAt`, else `receivedAt` itself. GitHub's times are whole seconds: two events of
 * one second are a tie, and whoever puts them in order keeps that in which they came. Not every action moves
 * its time (pinning an issue does not), so this is for order, not for display.
 */
export const occurredAt = ({ name, payload, receivedAt }: Event): number => {
  const times = (TIMES[name] ?? [])
    .map((path) => readTime(at(payload, path)))
    .filter((time) => time <= receivedAt && time >= receivedAt - LONGEST_WAY);
  return times.length === 0 ? receivedAt : Math.max(...times);
};

const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A push has seconds since 1970 where every other payload has ISO 8601; anything else is no time, NaN. */
export const readTime = (value: Json | undefined): number => {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value * SECOND : Number.NaN;
  return typeof value === 'string' && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
};
