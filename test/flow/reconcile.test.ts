import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RouteIndex } from '../../src/core/route-index.ts';
import { Knowledge } from '../../src/flow/knowledge.ts';
import { type Store } from '../../src/flow/ports.ts';
import { createReconcileTurn } from '../../src/flow/reconcile.ts';
import { openStore } from '../../src/store/open-store.ts';
import { anInstallation, aRepository } from '../build/samples.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeGitHub } from '../fakes/fake-github.ts';
import { FakeLog } from '../fakes/fake-log.ts';

const HOUR = 3_600_000;

let store: Store;
let github: FakeGitHub;
let clock: FakeClock;
let index: RouteIndex;
const begin = (isBrief = false) => {
  const log = new FakeLog();
  index = new RouteIndex();
  const knowledge = new Knowledge({
    store,
    github,
    index,
    log,
    now: clock.now,
    onMended: () => undefined,
    onChanged: () => undefined,
  });
  const options = { knowledge, github, marks: store.marks, clock, log, isBrief };
  return { knowledge, ...createReconcileTurn(options) };
};
beforeEach(async () => {
  store = await openStore('file::memory:');
  github = new FakeGitHub();
  clock = new FakeClock();
  github.installed.set(1, anInstallation());
  github.repositories.push(aRepository('acme/docs'));
  github.files.set('acme/docs', { state: 'read', text: 'accept: [{ from: acme/* }]', etag: '1' });
});
afterEach(() => store.close());

const accepted = (): number | undefined => index.memberByName('acme/docs')?.config.accept.length;

describe('comparing with GitHub', () => {
  it('is done every hour: a webhook that never came does not leave a withdrawn consent in force', async () => {
    const { turn } = begin();
    expect(await turn()).toBe(clock.time + HOUR);
    expect(accepted()).toBe(1);
    github.files.set('acme/docs', { state: 'read', text: '', etag: '2' });
    clock.time += HOUR;
    await turn();
    expect(accepted()).toBe(0);
  });

  it('is waited for where nothing is known, and not by one that takes over what another knew', async () => {
    const first = begin();
    expect(first.isReading()).toBe(true);
    github.trouble = new Error('no answer');
    await first.turn();
    expect(first.isReading()).toBe(true);
    github.trouble = undefined;
    await first.turn();
    expect(first.isReading()).toBe(false);

    github.trouble = new Error('no answer');
    const { turn, isReading, knowledge } = begin();
    expect(isReading()).toBe(true);
    await knowledge.load();
    expect(isReading()).toBe(false);
    await turn();
    expect(isReading()).toBe(false);
  });

  it('is tried again soon while GitHub cannot be asked, and forgets nothing', async () => {
    const { turn } = begin();
    await turn();
    github.trouble = new Error('no answer');
    const next = (await turn()) ?? Infinity;
    expect(next).toBeLessThan(clock.time + HOUR);
    expect(accepted()).toBe(1);
  });

  it('keeps no event waiting where it takes long, once something is known', async () => {
    await begin().turn();
    github.hangs = true;
    const { turn, ready } = begin();
    void turn();
    await ready;
    expect(accepted()).toBe(1);
  });

  it('is done by one of many short processes an hour, and the others begin with what that one learned', async () => {
    await begin(true).turn();
    github.asked.length = 0;
    clock.time += HOUR - 1;
    const soon = begin(true);
    expect(await soon.turn()).toBe(clock.time + 1);
    await soon.ready;
    expect(soon.isReading()).toBe(false);
    expect(accepted()).toBe(1);
    expect(github.asked).toEqual([]);
    clock.time += 1;
    await begin(true).turn();
    expect(github.asked).not.toEqual([]);
  });

  it('is waited for by a short process where the one before it was stopped half-way', async () => {
    await store.repositories.saveInstallation(anInstallation());
    github.trouble = new Error('no answer');
    const short = begin(true);
    await short.turn();
    expect(short.isReading()).toBe(true);
    const lasting = begin();
    await lasting.turn();
    expect(lasting.isReading()).toBe(false);
  });

  it('knows our own bot at the next start, though GitHub cannot be asked then', async () => {
    await begin().turn();
    github.trouble = new Error('no answer');
    const again = begin();
    await again.turn();
    await again.ready;
    expect(again.botLogin()).toBe('hub-relay[bot]');
  });
});
