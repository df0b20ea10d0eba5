import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckRun } from '../../src/sandbox/check-run.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

/** A spoke whose commits are told how their hub was told. */
let stage: Stage;
let offset = 0;
beforeEach(async () => {
  offset = 0;
  stage = await Stage.open({
    clock: { now: () => Date.now() + offset, random: Math.random },
    prepare: (sandbox) => {
      sandbox.createRepository({
        fullName: 'acme/app',
        files: { [CONFIG]: 'notify: [{ hub: acme/docs, on: push, report: true }]' },
      });
      sandbox.createRepository({
        fullName: 'acme/docs',
        files: { [CONFIG]: 'accept: [{ from: acme/app }]' },
      });
    },
  });
});
afterEach(() => stage.close());

const checkRuns = (): readonly CheckRun[] => stage.sandbox.repository('acme/app').checkRuns;

/** Until the only check run on that commit is like this. */
const shows = (sha: string, expected: Partial<CheckRun>, title: RegExp): Promise<CheckRun> =>
  until(() => {
    const runs = checkRuns().filter(({ suite }) => suite.headSha === sha);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject(expected);
    expect(runs[0]!.output.title).toMatch(title);
    return runs[0]!;
  });

describe('a commit whose route says report: true', () => {
  it('shows that its hub was told, then its run, until that has ended', async () => {
    stage.sandbox.onDispatch('acme/docs', {
      name: 'Rebuild',
      runName: ({ relay }) => `rebuild for ${(relay as { id: string }).id}`,
      conclusion: 'success',
    });
    const { sha: after } = await stage.sandbox.push('acme/app');
    const run = await shows(after, { status: 'completed', conclusion: 'success' }, /Rebuild succeeded/);
    expect(run.name).toBe('Hub Relay: acme/docs');
    expect(run.detailsUrl).toMatch(/acme\/docs\/actions\/runs\/\d+$/);
  });
});
