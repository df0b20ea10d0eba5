import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type FaultAnswer } from '../../src/sandbox/fault.ts';
import { seeded } from '../build/seeded.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

/** A retry comes when a test lets so much time pass, however long it took before. */
let passed = 0;
const clock = { now: () => Date.now() + passed, random: () => 0 };
const TO_DOCS = /\/docs\/dispatches$/;
const CROWD = Array.from({ length: 24 }, (_, index) => index);

let stage: Stage;
beforeEach(async () => {
  stage = await Stage.open({
    clock,
    env: { RETRY_SCHEDULE: '2m' },
    prepare: (sandbox) => {
      const notify = 'notify: [{ hub: acme/docs, on: push }, { hub: acme/site, on: push }]';
      sandbox.createRepository({ fullName: 'acme/app', files: { [CONFIG]: notify } });
      for (const fullName of ['acme/docs', 'acme/site']) {
        sandbox.createRepository({ fullName, files: { [CONFIG]: 'accept: [{ from: acme/app }]' } });
      }
    },
  });
});
afterEach(() => stage.close());

const push = async (branch: string): Promise<string> =>
  (await stage.sandbox.push('acme/app', { branch })).delivery!.guid;

const pushMany = async (branch: string): Promise<readonly string[]> => {
  const guids: string[] = [];
  for (const _ of CROWD) guids.push(await push(branch));
  return guids;
};

/** The events that a hub was told of, in the order in which it was told. */
const told = (hub: string): readonly string[] =>
  stage.dispatches(hub).map(({ clientPayload }) => (clientPayload.relay as { event_id: string }).event_id);

const error = (status: number): FaultAnswer => ({
  status,
  body: { message: 'Something', documentation_url: 'https://docs.github.com/rest' },
});

const failures = (status: number): number =>
  stage.sandbox.exchanges.filter((exchange) => exchange.status === status).length;

describe('what one hub is told of one ref', () => {
  it('comes in the order of the events, also when answers take longer or shorter', async () => {
    const random = seeded(1);
    stage.sandbox.faults.add({ path: TO_DOCS, chance: 1, answer: () => ({ delayMs: random() * 40 }) });
    const guids = await pushMany('main');
    await until(() => expect(told('acme/docs')).toHaveLength(guids.length));
    expect(told('acme/docs')).toEqual(guids);
  });

  it('waits behind one that failed, while other refs and other hubs are told', async () => {
    stage.sandbox.faults.add({ path: TO_DOCS, answer: error(503) });
    const first = await push('main');
    await until(() => expect(failures(503)).toBe(1));
    const later = await pushMany('main');
    const aside = await push('next');
    await until(() => expect(told('acme/docs')).toEqual([aside]));
    await until(() => expect(told('acme/site')).toHaveLength(later.length + 2));
    expect(told('acme/docs')).toEqual([aside]);
    passed += 60_000;
    const waking = await push('another');
    await until(() =>
      expect(told('acme/docs').filter((id) => id !== waking)).toEqual([aside, first, ...later]),
    );
  });

  it('does not wait behind one that is given up', async () => {
    stage.sandbox.faults.add({ path: TO_DOCS, answer: error(422) });
    const dead = await push('main');
    const later = await pushMany('main');
    await until(() => expect(told('acme/docs')).toEqual(later));
    const { notifications } = await stage.settled(dead);
    expect(notifications.map(({ hub, state }) => `${hub} ${state}`).sort()).toEqual([
      'acme/docs dead',
      'acme/site delivered',
    ]);
  });
});
