import { beforeEach, describe, expect, it } from 'vitest';
import { type CheckRun } from '../../src/core/check-run.ts';
import { markerOf } from '../../src/core/failure-report.ts';
import { type Writer } from '../../src/flow/github-ports.ts';
import { createCheckRuns } from '../../src/github/check-runs.ts';
import { createIssues } from '../../src/github/issues.ts';
import { type Repository } from '../../src/sandbox/repository.ts';
import { aRepository } from '../build/samples.ts';
import { useCheckedSandbox } from '../sandbox/checked-sandbox.ts';
import { octokit } from '../sandbox/client.ts';

const APP = aRepository('acme/app');
const NEW = { id: 'report-1', isUncertain: false } as const;

describe('on a GitHub on localhost', () => {
  const checked = useCheckedSandbox();
  let app: Repository;
  let writer: Writer;
  let check: CheckRun;

  beforeEach(() => {
    const { sandbox } = checked();
    app = sandbox.createRepository({ fullName: 'acme/app' });
    const permissions = { checks: 'write', issues: 'write' } as const;
    const installation = sandbox.install(sandbox.createApp({ name: 'Relay', permissions }), 'acme');
    const authenticate = () => Promise.resolve(octokit(sandbox, installation));
    writer = { ...createCheckRuns(authenticate), ...createIssues(authenticate) };
    const sha = app.branches.get('main')!;
    check = {
      name: 'Hub Relay',
      sha,
      status: 'completed',
      conclusion: 'failure',
      title: 'wrong',
      summary: 'x',
    };
  });

  describe('a check run', () => {
    const annotation = { path: 'a.yml', column: 2, level: 'failure', title: 't', message: 'm' } as const;

    it('has all its annotations, of which GitHub takes fifty a request, and each once', async () => {
      const annotations = Array.from({ length: 120 }, (_, at) => ({ ...annotation, line: at + 1 }));
      const { number } = await writer.checkRun(APP, { ...check, annotations }, NEW);
      await writer.checkRun(
        APP,
        { ...check, annotations, title: 'still wrong' },
        { ...NEW, number: number! },
      );
      expect(app.checkRuns).toHaveLength(1);
      expect(app.checkRuns[0]!.annotations.map((one) => one.start_line)).toEqual(
        annotations.map(({ line }) => line),
      );
      expect(app.checkRuns[0]!.output.title).toBe('still wrong');
    });

    it('is made once where GitHub takes the first fifty annotations and fails then', async () => {
      const annotations = Array.from({ length: 60 }, (_, at) => ({ ...annotation, line: at + 1 }));
      const body = {
        message: 'Unavailable',
        documentation_url: 'https://docs.github.com/rest',
        status: '503',
      };
      checked().sandbox.faults.add({ method: 'PATCH', answer: { status: 503, body } });
      const { answer, number } = await writer.checkRun(APP, { ...check, annotations }, NEW);
      expect(answer).toMatchObject({ kind: 'answer', status: 201 });
      expect(app.checkRuns.map(({ id }) => id)).toEqual([number]);
    });

    it('goes from one state to another and back', async () => {
      const { number } = await writer.checkRun(APP, check, NEW);
      const { conclusion: _, ...open } = { ...check, status: 'in_progress' as const };
      await writer.checkRun(APP, open, { ...NEW, number: number! });
      expect(app.checkRuns).toMatchObject([
        { status: 'in_progress', conclusion: null, externalId: 'report-1' },
      ]);
    });

    it('that may be there is looked for, and is not made twice', async () => {
      await writer.checkRun(APP, check, { ...NEW, id: 'another' });
      await writer.checkRun(APP, check, NEW);
      const { number } = await writer.checkRun(APP, check, { ...NEW, isUncertain: true });
      expect(app.checkRuns.map(({ externalId, updates }) => [externalId, updates])).toEqual([
        ['another', 0],
        ['report-1', 1],
      ]);
      expect(number).toBe(app.checkRuns[1]!.id);
    });

    it('that is gone is made anew', async () => {
      const { answer, number } = await writer.checkRun(APP, check, { ...NEW, number: 1 });
      expect(answer).toMatchObject({ kind: 'answer', status: 201 });
      expect(app.checkRuns.map(({ id }) => id)).toEqual([number]);
    });

    it('that GitHub refuses is an answer, and none is made by itself again', async () => {
      const { answer } = await writer.checkRun(APP, { ...check, sha: 'f'.repeat(40) }, NEW);
      expect(answer).toMatchObject({ kind: 'answer', status: 422 });
      checked().sandbox.faults.add({ method: 'POST', answer: 'reset' });
      expect((await writer.checkRun(APP, check, NEW)).answer).toMatchObject({ kind: 'no-answer' });
      expect(app.checkRuns).toEqual([]);
    });
  });

  describe('an issue', () => {
    const issue = { title: 'Hub Relay cannot tell acme/docs', body: `text\n\n${markerOf(NEW.id)}` };
    const only = () => [...app.issues.values()][0]!;

    it('is opened, keeps the title that people gave it, is closed, and opened again', async () => {
      const { number } = await writer.issue(APP, { ...issue, state: 'open' }, NEW);
      const known = { ...NEW, number: number! };
      await checked().sandbox.editIssue('acme/app', number!, { title: 'docs are stale' });
      await writer.issue(APP, { ...issue, body: 'closing', state: 'closed' }, known);
      expect(only()).toMatchObject({ state: 'closed', stateReason: 'completed', title: 'docs are stale' });
      await writer.issue(APP, { ...issue, state: 'open' }, known);
      expect(only()).toMatchObject({ state: 'open', stateReason: 'reopened' });
    });

    it('that a person closed stays closed while only its numbers change', async () => {
      const { number } = await writer.issue(APP, { ...issue, state: 'open' }, NEW);
      await checked().sandbox.closeIssue('acme/app', number!);
      await writer.issue(APP, { ...issue, body: 'more' }, { ...NEW, number: number! });
      expect(only()).toMatchObject({ state: 'closed', body: 'more' });
    });

    it('that may be there is looked for by its mark, in those of bots only', async () => {
      const { number } = await writer.issue(APP, { ...issue, state: 'open' }, NEW);
      // Anybody can copy it.
      await checked().sandbox.openIssue('acme/app', { body: issue.body });
      const again = await writer.issue(APP, { ...issue, body: 'more' }, { ...NEW, isUncertain: true });
      expect(again.number).toBe(number);
      expect(app.issues.size).toBe(2);
    });

    it('that was deleted is opened anew', async () => {
      const { number } = await writer.issue(APP, { ...issue, state: 'open' }, NEW);
      await checked().sandbox.deleteIssue('acme/app', number!);
      const again = await writer.issue(APP, { ...issue, state: 'open' }, { ...NEW, number: number! });
      expect(app.issues.get(again.number!)).toMatchObject({ state: 'open' });
    });
  });
});
