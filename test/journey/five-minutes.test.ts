import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWorkflow } from '../../src/config/workflow.ts';
import { type Sandbox } from '../../src/sandbox/sandbox.ts';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { FirstSteps } from '../build/first-steps.ts';
import { readMarkdown } from '../build/markdown.ts';
import { type Step, stepsOf } from '../build/shell-steps.ts';
import { until } from '../build/until.ts';

const { blocks, headings } = readMarkdown('README.md');
const from = headings.find(({ text }) => text.startsWith('Install it'))!.line;
const to = headings.find(({ text }) => text === 'The first route')!.line;
/** Every line that the README has its reader type, in order. */
const steps = blocks
  .filter(({ language, line }) => language === 'sh' && line > from && line < to)
  .flatMap(stepsOf);

/**
 * `FIVE_MINUTES=package npx vitest run test/journey/five-minutes.test.ts` walks it with the package as `npx` fetches it the first time, with
 * an empty cache, and prints how long each step takes.
 */
const isWalked = process.env.FIVE_MINUTES === 'package';
const clocked: [string, number][] = [];
const clock = async <T>(step: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now();
  const result = await work();
  clocked.push([step, (performance.now() - begun) / 1000]);
  return result;
};

/** As `npx` does it: packed here, then with all that it depends on from npm's registry. Where its program is. */
const fetchPackage = (folder: string): string => {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--silent', '--pack-destination', folder], { encoding: 'utf8' }),
  ) as [{ readonly filename: string }];
  const begun = performance.now();
  execFileSync('npm', ['install', '--silent', '--cache', join(folder, 'cache'), `./${filename}`], {
    cwd: folder,
  });
  clocked.push(['npx fetches hub-relay', (performance.now() - begun) / 1000]);
  return join(folder, 'node_modules/hub-relay/bin/hub-relay.js');
};

let sandbox: Sandbox;
let person: FirstSteps;
beforeAll(async () => {
  sandbox = await startSandbox();
  sandbox.createAccount('mia', 'User');
  sandbox.createAccount('acme', 'Organization');
  for (const fullName of ['acme/docs', 'acme/app']) sandbox.createRepository({ fullName });
  const folder = mkdtempSync(join(tmpdir(), 'hub-relay-five-minutes-'));
  person = await FirstSteps.begin(sandbox, isWalked ? fetchPackage(folder) : undefined);
  return () => rmSync(folder, { recursive: true });
}, 300_000);
afterAll(async () => {
  expect(await person.end()).toBe(0);
  await sandbox.stop();
  if (!isWalked) return;
  const rows: readonly (readonly [string, number])[] = [
    ...clocked,
    ['together', clocked.reduce((sum, [, seconds]) => sum + seconds, 0)],
  ];
  for (const [step, seconds] of rows) process.stdout.write(`${seconds.toFixed(1).padStart(6)} s  ${step}\n`);
});

/** GitHub runs the workflow that `init` wrote, as far as a dispatch goes. */
const heed = (files: readonly string[]): void => {
  const [workflow] = files.map(readWorkflow);
  if (!workflow || 'problem' in workflow) throw new Error(workflow?.problem ?? 'there is no workflow');
  const { listens, namesRelay } = workflow;
  if (listens === 'none') return;
  sandbox.onDispatch('acme/docs', {
    name: 'Hub Relay',
    ...(listens !== 'all' && { types: listens }),
    ...(namesRelay && { runName: ({ relay }) => (relay as { readonly id: string }).id }),
  });
};

describe('the five-minute path of the README', () => {
  it('leads from an empty folder to a notification and the run of the hub, by its own lines alone', async () => {
    expect(steps.length).toBeGreaterThan(8);
    const type = (step: Step): Promise<string> => clock(step.text.trim(), () => person.type(step));
    for (const step of steps.slice(0, -1)) {
      await type(step);
      if (/docs push/.test(step.text)) heed(person.read('docs/.github/workflows'));
      if (/hub-relay start/.test(step.text))
        await clock('registered, running, installed', () => person.click('acme'));
    }
    // What was just pushed to the spoke is the first that the hub is told.
    const { dispatches, workflowRuns } = sandbox.repository('acme/docs');
    await clock('acme/docs is told, and its workflow has run', () =>
      until(() => expect(workflowRuns.map(({ step }) => step)).toEqual(['completed'])),
    );
    expect(dispatches).toMatchObject([{ eventType: 'push', clientPayload: { repository: 'acme/app' } }]);
    const list = await until(async () => {
      const text = await person.type(steps.at(-1)!);
      expect(text).toMatch(/acme\/app +acme\/docs +push +delivered/);
      return text;
    });
    await type(steps.at(-1)!);
    const [id = ''] = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(list) ?? [];
    await until(async () => {
      const shown = await person.type({ text: `npx hub-relay notifications show ${id}`, line: 0, code: 0 });
      expect(shown).toMatch(/its hub ran Hub Relay: .*success/);
    });
  });
});
