import { describe, expect, it } from 'vitest';
import { type HttpAnswer } from '../../src/core/answer.ts';
import { decideOnTarget } from '../../src/core/target-answer.ts';
import { type Target } from '../../src/core/target.ts';
import { endOf, type Final } from '../../src/flow/attempt-end.ts';
import { paceOf } from '../../src/store/lanes.ts';
import { aStored } from '../fakes/fake-notifications.ts';

const ENDPOINT: Target = { kind: 'endpoint', endpoint: 'deploy', event: 'push', isBare: false };
const WORKFLOW: Target = { kind: 'workflow', workflow: 'build.yml', ref: 'main' };
const TIMES = { now: 10_000, startedAt: 9_000, random: 0.5, schedule: [5_000] };

const answer = (status: number, headers: HttpAnswer['headers'] = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text: '',
});
const end = (target: Target | undefined, told: HttpAnswer, attempts = 1) => {
  const circumstances = { now: TIMES.now, strikes: 0, isTokenFresh: true, mayRedirect: false };
  const decision = decideOnTarget(target, told, circumstances) as Final;
  const run = { runId: 7, url: 'https://github.com/acme/docs/actions/runs/7' };
  const notification = { ...aStored('n1'), attempts, hubId: 80, ...(target && { target }) };
  return endOf(notification, { request: {}, answer: told, run }, decision, TIMES);
};

describe('the end of an attempt', () => {
  it('at an endpoint waits as long as that asked for, if that is longer than its turn', () => {
    expect(end(ENDPOINT, answer(503, { 'retry-after': '60' }))).toMatchObject({ dueAt: 70_000 });
    expect(end(ENDPOINT, answer(503, { 'retry-after': '1' }))).toMatchObject({ dueAt: 15_000 });
  });

  it('is the endpoint’s own fault where it was given up, and GitHub’s hub is not blamed for that', () => {
    const given = { outcome: 'dead', code: 'retries-exhausted' };
    expect(end(ENDPOINT, answer(500), 2)).toMatchObject({ ...given, isHubAtFault: true });
    expect(end(undefined, answer(500), 2)).toMatchObject({ ...given, isHubAtFault: false });
  });

  it('breaks an endpoint that is gone, and no hub that says the same', () => {
    expect(end(ENDPOINT, answer(410))).toMatchObject({ code: 'endpoint-gone', isHubGone: true });
    expect(end(undefined, answer(410))).toMatchObject({ code: 'hub-not-found', isHubGone: false });
  });

  it('believes only GitHub about what is left of the hour', () => {
    const headers = {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '5',
      'x-ratelimit-reset': '20',
    };
    expect(end(undefined, answer(204, headers))).toHaveProperty('quota');
    expect(end(ENDPOINT, answer(204, headers))).not.toHaveProperty('quota');
  });

  it('knows the run that it started', () => {
    expect(end(WORKFLOW, answer(200)).run).toMatchObject({
      notificationId: 'n1',
      hubId: 80,
      runId: 7,
      name: 'build.yml',
      status: 'queued',
    });
  });

  it('of a workflow that GitHub refuses is about that workflow only', () => {
    expect(end(WORKFLOW, answer(404))).toMatchObject({ code: 'workflow-refused', isHubAtFault: false });
  });
});

describe('the pace of a lane', () => {
  it('is GitHub’s for an installation, and none for an endpoint', () => {
    const pace = { burst: 1, interval: 1_000 };
    expect(paceOf({ lane: 7 }, pace)).toBe(pace);
    expect(paceOf({ lane: -7 }, pace)).toBe(undefined);
  });
});
