import { beforeEach, describe, expect, it } from 'vitest';
import { type Finding } from '../../src/core/config-report.ts';
import { createBudget } from '../../src/flow/budget.ts';
import { createListening } from '../../src/flow/listening.ts';
import { aRepository } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';

let github: FakeGitHub;
beforeEach(() => {
  github = new FakeGitHub();
});

const on = (types: string, rest = ''): string => `on: { repository_dispatch: { types: ${types} } }\n${rest}`;
const RUN_NAME = 'run-name: ${{ github.event.client_payload.relay.id }}\n';

const ask = (texts: Readonly<Record<string, string | undefined>>, report?: boolean): Promise<Finding> => {
  const files = Object.entries(texts).map(([path, text]) => ({ path, ...(text !== undefined && { text }) }));
  github.workflows.set('acme/docs', files);
  const rule = report === undefined ? {} : { report };
  return createListening(github)(aRepository('acme/docs'), ['push', 'release-published'], rule);
};

describe('whether a workflow of the hub listens', () => {
  it.each<readonly [string, Readonly<Record<string, string | undefined>>, boolean | undefined, RegExp]>([
    ['one does', { 'a.yml': on('[x]'), 'b.yml': on('[push]') }, true, /^b\.yml listens$/],
    ['two do', { 'a.yml': on('push'), 'b.yml': 'on: repository_dispatch' }, true, /^a\.yml, b\.yml listens$/],
    ['none does', { 'a.yml': on('[x]') }, false, /listens to .* \[push, release-published\]$/],
    ['there is none', {}, false, /^no workflow/],
    ['one cannot be read', { 'a.yml': '[', 'b.yml': on('x') }, undefined, /could not be read: a\.yml$/],
    ['one was not given in full', { 'a.yml': undefined }, undefined, /could not be read: a\.yml$/],
    ['another cannot be read', { 'a.yml': '[', 'b.yml': on('push') }, true, /^b\.yml listens$/],
  ])('is told where %s', async (_, texts, isGood, text) => {
    const found = await ask(texts);
    expect(found.isGood).toBe(isGood);
    expect(found.text).toMatch(text);
  });

  it('is not enough for a report, which needs a run that names its notification', async () => {
    expect(await ask({ 'a.yml': on('push') }, true)).toMatchObject({ isGood: false });
    expect(await ask({ 'a.yml': on('push') }, false)).toMatchObject({ isGood: true });
    expect(await ask({ 'a.yml': on('push', RUN_NAME) }, true)).toMatchObject({ isGood: true });
  });

  it('is asked of the workflow that the route names, whatever it listens to', async () => {
    const paths = {
      '.github/workflows/a.yml': on('push'),
      '.github/workflows/b.yml': 'on: workflow_dispatch',
    };
    await ask(paths);
    const listening = createListening(github);
    const started = (workflow: string) => listening(aRepository('acme/docs'), ['push'], { workflow });
    expect(await started('a.yml')).toMatchObject({ isGood: false });
    expect(await started('b.yml')).toEqual({ isGood: true, text: '.github/workflows/b.yml can be started' });
    github.workflows.set('acme/docs', 'unreadable');
    expect(await createListening(github)(aRepository('acme/docs'), [], { workflow: 'b.yml' })).toMatchObject({
      isGood: undefined,
    });
  });

  it('is not known where GitHub does not show them, and rejects where GitHub cannot be asked', async () => {
    github.workflows.set('acme/docs', 'unreadable');
    const listening = createListening(github);
    expect(await listening(aRepository('acme/docs'), ['push'], {})).toEqual({
      isGood: undefined,
      text: 'GitHub does not show us the workflows of acme/docs.',
    });
    github.trouble = new Error('no answer');
    await expect(listening(aRepository('acme/site'), ['push'], {})).rejects.toThrow('no answer');
  });

  it('is asked of each hub once, and of the first 25', async () => {
    const listening = createListening(github);
    const ask = (at: number): Promise<Finding> => listening(aRepository(`acme/h${at}`), ['push'], {});
    for (let at = 0; at < 30; at += 1) await ask(at);
    expect((await ask(0)).isGood).toBe(false);
    expect(await ask(29)).toEqual({
      isGood: undefined,
      text: 'Only the first 25 hubs of a file are looked at.',
    });
    expect(github.asked).toEqual(Array.from({ length: 25 }, (_, at) => `workflowFiles acme/h${at}`));
  });

  it('takes no more time than it is given, and says what it did not read', async () => {
    const clock = new FakeClock();
    const budget = createBudget({ now: () => (clock.time += 40) }, 100);
    const names = Array.from({ length: 10 }, (_, at) => `${at}.yml`);
    github.workflows.set(
      'acme/docs',
      names.map((path) => ({ path, text: on('x') })),
    );
    const found = await createListening(github, budget)(aRepository('acme/docs'), ['push'], {});
    expect(found.isGood).toBeUndefined();
    expect(found.text).toMatch(/could not be read: 3\.yml, .*9\.yml$/);
  });
});
