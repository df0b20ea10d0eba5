import { afterEach, describe, expect, it } from 'vitest';
import { parseRange } from '../../src/core/address.ts';
import { aSpokeAndItsHub, Stage, type StageOptions } from '../build/stage.ts';
import { until } from '../build/until.ts';
import { post, sign } from '../build/webhook.ts';

const GITHUB = '192.30.252.1';
const RANGES = ['192.30.252.0/22', '2a0a:a440::/29'];

let stage: Stage;
let offset = 0;
afterEach(async () => {
  offset = 0;
  await stage.close();
});

const clock = { now: () => Date.now() + offset, random: Math.random };
const options = (trusted: readonly string[]): StageOptions => ({
  prepare: aSpokeAndItsHub,
  clock,
  settings: { webhookSenders: 'github', trustedProxies: trusted.map((text) => parseRange(text)!) },
});
const openBehindProxy = async (): Promise<void> => {
  stage = await Stage.empty(options(['127.0.0.1']));
  stage.sandbox.setHookRanges(RANGES);
  await stage.start();
};
/** A webhook with this header; its status, and whether it is on record. */
const send = async (forwardedFor: string | undefined): Promise<readonly [number, boolean]> => {
  const signed = sign('push', '{"ref":"x"}', { 'x-forwarded-for': forwardedFor });
  const { status } = await post(stage.webhookUrl, signed);
  const event = await stage.store.events.find(signed.headers['x-github-delivery']!);
  return [status, event !== undefined];
};

describe('webhooks that are taken from GitHub’s addresses only', () => {
  it('do the main job', async () => {
    stage = await Stage.open(options([]));
    await stage.sandbox.push('acme/app');
    await until(() => expect(stage.dispatches('acme/docs')).toHaveLength(1));
  });

  it('are refused from elsewhere with 403, whatever their headers say and although they are signed', async () => {
    stage = await Stage.empty(options(['10.0.0.0/8']));
    stage.sandbox.setHookRanges(RANGES);
    await stage.start();
    expect((await stage.sandbox.push('acme/app')).delivery).toMatchObject({ statusCode: 403 });
    expect(await send(GITHUB)).toEqual([403, false]);
    expect(stage.lines.join('')).toContain('TRUSTED_PROXIES lacks a proxy');
  });

  it('are taken through a trusted proxy, by the last address that is no proxy’s', async () => {
    await openBehindProxy();
    const outcomes = [
      [GITHUB, 200],
      ['2a0a:a440::1', 200],
      [`::ffff:${GITHUB}`, 200],
      [`203.0.113.1, ${GITHUB}`, 200],
      [`nonsense,${GITHUB}`, 200],
      [`${GITHUB}, 127.0.0.1`, 200],
      [`${GITHUB}, 203.0.113.1`, 403],
      [`${GITHUB}, unknown`, 403],
      [`${GITHUB}:443`, 403],
      ['', 403],
      [undefined, 403],
    ] as const;
    for (const [forwardedFor, status] of outcomes) {
      expect([forwardedFor, await send(forwardedFor)]).toEqual([forwardedFor, [status, status === 200]]);
    }
  });

  it('are failed while GitHub never said where they come from, and taken once it has', async () => {
    stage = await Stage.empty(options(['127.0.0.1']));
    stage.sandbox.setHookRanges(RANGES);
    stage.sandbox.faults.add({ path: /^\/meta$/, answer: { status: 500 }, times: 1 });
    await stage.start();
    expect(await send(GITHUB)).toEqual([503, false]);
    offset += 120_000;
    expect(await send(GITHUB)).toEqual([200, true]);
  });

  it('are taken by what GitHub said before, while it can’t be asked', async () => {
    await openBehindProxy();
    await stage.stop();
    stage.sandbox.faults.add({ path: /^\/meta$/, answer: 'reset', times: 100 });
    await stage.start();
    expect(await send(GITHUB)).toEqual([200, true]);
    expect(await send('203.0.113.1')).toEqual([403, false]);
  });

  it('are taken from a range that GitHub has just added', async () => {
    await openBehindProxy();
    expect(await send('140.82.112.1')).toEqual([403, false]);
    stage.sandbox.setHookRanges([...RANGES, '140.82.112.0/20']);
    offset += 120_000;
    expect(await send('140.82.112.1')).toEqual([200, true]);
  });
});
