import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckRun } from '../../src/core/check-run.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { type OwnConfig } from '../../src/core/route.ts';
import { CONFIG_PATH } from '../../src/flow/members.ts';
import { configReportOf, stoppedReportOf } from '../../src/flow/new-reports.ts';
import { type NewReport } from '../../src/flow/report-ports.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createTellConfig } from '../../src/flow/tell-config.ts';
import { type Wanted } from '../../src/flow/wanted.ts';
import { openStore } from '../../src/store/open-store.ts';
import { URLS } from '../build/on-record.ts';
import { aMember, anIndex, aRepository } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';

const SHA = 'b'.repeat(40);
const APP = aRepository('acme/app');

const PUSH = { on: { push: {} } };

/** What the default branch says of acme/app. */
let inForce: OwnConfig;
let store: Store;
let github: FakeGitHub;
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  inForce = {};
});
afterEach(() => store.close());

const tell = (report: NewReport): Promise<Wanted> => {
  const index = anIndex(
    aMember('acme/app', inForce),
    aMember('acme/docs', { accept: [{ from: ['acme/*'] }] }),
  );
  const options = { store, github, index, urls: URLS, botLogin: () => undefined, clock: new FakeClock() };
  const state = { tries: 0, isUncertain: false, isOpen: false, updatedAt: 0 };
  return createTellConfig(options)({ ...report, ...state }, APP);
};

const file = (text: string): void => void github.files.set(`acme/app@${SHA}`, { state: 'read', text });
const checkOf = async (report: NewReport = configReportOf(APP, SHA)): Promise<CheckRun | undefined> => {
  const told = await tell(report);
  return 'check' in told ? told.check : undefined;
};
const withSubject = (subject: JsonObject): NewReport => ({ ...configReportOf(APP, SHA), subject });

describe('what is told of a config file', () => {
  it('is what it says in this commit', async () => {
    file('notify: [{ hub: acme/docs, on: push }]');
    expect(await checkOf()).toMatchObject({ sha: SHA, title: '1 route, 1 of them not ready' });
    file('notify: [{ hubs: acme/docs, on: push }]');
    expect(await checkOf()).toMatchObject({ conclusion: 'failure' });
    github.files.clear();
    expect(await checkOf()).toMatchObject({ title: 'There is no config file in this commit' });
    github.files.set(`acme/app@${SHA}`, { state: 'unreadable', problem: 'GitHub answered 403: no' });
    expect(await checkOf()).toMatchObject({ title: 'The config file cannot be read' });
  });

  it('is nothing of a pull request that does not change it, and all of one that may', async () => {
    file('accept: [{ from: a/b }]');
    github.changed = { known: true, files: ['x', `old/${CONFIG_PATH}`] };
    expect(await tell(configReportOf(APP, SHA, [7]))).toEqual({});
    expect(github.asked).toEqual([`configFileAt acme/app ${SHA}`, 'changedFiles acme/app']);
    github.changed = { known: true, files: ['x', CONFIG_PATH] };
    expect(await checkOf(configReportOf(APP, SHA, [7]))).toMatchObject({ conclusion: 'success' });
    github.changed = { known: false, why: 'too many' };
    expect(await checkOf(configReportOf(APP, SHA, [7]))).toMatchObject({ conclusion: 'success' });
  });

  it('of routes that stopped is told on the newest commit, of those that are silent still', async () => {
    inForce = {
      notify: [
        { hub: 'acme/docs', ...PUSH },
        { hub: 'acme/gone', ...PUSH },
      ],
    };
    const stopped = ['acme/app:notify[0]', 'acme/app:notify[1]', 'acme/app:notify[2]'];
    expect(await tell(stoppedReportOf(APP, stopped))).toEqual({});
    github.commits.set('acme/app refs/heads/main', SHA);
    const told = await tell(stoppedReportOf(APP, stopped));
    expect(told).toMatchObject({ redirect: { id: configReportOf(APP, SHA).id, subject: { stopped } } });
    file('notify: [{ hub: acme/docs, on: push }, { hub: acme/gone, on: push }]');
    const check = await checkOf(withSubject({ stopped }));
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check!.summary).toContain('cannot any more: `acme/app:notify[1]`.');
  });

  it('of routes that stopped is told also where they stand in the owner’s defaults, and not in this file', async () => {
    inForce = { notify: [{ hub: 'acme/gone', ...PUSH }] };
    expect(await checkOf(withSubject({ stopped: ['acme/app:notify[0]'] }))).toMatchObject({
      conclusion: 'failure',
      title: '1 route stopped: the hub cannot be reached any more',
    });
  });

  it('is nothing of a pull request that leaves it as it is on the default branch, by one request', async () => {
    file('accept: [{ from: a/b }]');
    const config = { state: 'read', text: 'accept: [{ from: a/b }]' } as const;
    await store.repositories.save({ repository: APP, config });
    expect(await tell(configReportOf(APP, SHA, [7]))).toEqual({});
    expect(github.asked).toEqual([`configFileAt acme/app ${SHA}`]);
  });

  it('rejects where GitHub cannot be asked', async () => {
    github.trouble = new Error('no answer');
    await expect(tell(configReportOf(APP, SHA))).rejects.toThrow('no answer');
  });

  it('is code wherever it is the file’s own text', async () => {
    const hostile = JSON.stringify('`@octocat` | ![a](//x.example/b) <img src=x> https://x.example \n# x');
    file(`accept: [{ from: acme/*, event-types: [${hostile}, ${JSON.stringify('``|\\')}] }]
notify: [{ hub: acme/docs, on: push, event-type: ${hostile} }]
subscribe: [{ from: acme/*, on: push, event-type: ${hostile} }]
`);
    const { summary, text = '', title } = (await checkOf())!;
    expect(title).toMatch(/^2 routes/);
    for (const shown of [summary, text]) {
      const html = micromark(shown, {
        extensions: [gfm()],
        htmlExtensions: [gfmHtml()],
        allowDangerousHtml: true,
      });
      expect(html).toContain('@octocat');
      expect(html.replaceAll(/<code>[^<]*<\/code>/g, '')).not.toMatch(/octocat|<img|<a|x\.example/);
    }
  });
});
