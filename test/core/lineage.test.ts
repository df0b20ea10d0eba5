import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consider } from '../../src/core/consider.ts';
import { type Event } from '../../src/core/event.ts';
import { type JsonObject } from '../../src/core/json.ts';
import { chainThrough, type Past, type Told, trailOf } from '../../src/core/lineage.ts';
import { aMember, anEvent, anIndex, aPullRequest, aPush, idOf } from '../build/samples.ts';

const ID = '5d0f6f2e-1a2b-8c3d-9e4f-0123456789ab';
const OTHER = '6e1f6f2e-1a2b-8c3d-ae4f-0123456789ab';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-24T12:00:00Z');

const inApp = (name: string, payload: JsonObject): Event => ({
  ...anEvent(name, { action: 'opened', repository: { id: 1, full_name: 'acme/app' }, ...payload }),
  receivedAt: NOW,
});

describe('the ids that an event carries', () => {
  it.each<[string, Event]>([
    [
      'a commit message',
      aPush('acme/app', { commits: [{ message: 'x' }, { message: `y\n\nRelay: ${ID}` }] }),
    ],
    ['the message of the head commit', aPush('acme/app', { head_commit: { message: ID } })],
    ['the title of a pull request', aPullRequest('acme/app', { title: `Update (${ID})` })],
    ['the text of a pull request', aPullRequest('acme/app', { body: `Made by ${ID}.` })],
    ['the branch of a pull request', aPullRequest('acme/app', { head: { ref: `update/${ID}` } })],
    ['the title of an issue', inApp('issues', { issue: { title: ID } })],
    ['the text of an issue', inApp('issues', { issue: { body: ID } })],
    ['the name of a release', inApp('release', { release: { name: ID } })],
    ['the notes of a release', inApp('release', { release: { body: ID } })],
    ['the run-name', inApp('workflow_run', { workflow_run: { display_title: ID } })],
    ['the commit of a run', inApp('workflow_run', { workflow_run: { head_commit: { message: ID } } })],
  ])('are found in %s', (_, event) => expect(trailOf(event).ids).toEqual([ID]));

  it('are those that we make, in either case, each once', () => {
    const message = `${ID} ${ID.toUpperCase()} ${OTHER} 5d0f6f2e-1a2b-4c3d-9e4f-0123456789ab x${ID}`;
    expect(trailOf(aPush('acme/app', { commits: [{ message }], head_commit: null })).ids).toEqual([
      ID,
      OTHER,
    ]);
  });

  it('are at most a hundred, whatever the text', () => {
    const many = Array.from({ length: 5_000 }, (_, n) => `${ID.slice(0, -5)}${String(n).padStart(5, '0')}`);
    expect(trailOf(aPush('acme/app', { commits: [{ message: many.join(' ') }] })).ids).toHaveLength(100);
  });
});

describe('when something may have led to an event', () => {
  const pushed = (sender: string): Event => ({
    ...aPush('acme/app', { repository: { pushed_at: NOW / 1_000 }, sender: { login: sender } }),
    receivedAt: NOW + 2_000,
  });

  it('is up to ten minutes before, and for what a workflow did itself as long as a job may run', () => {
    expect(trailOf(pushed('ada')).lately).toEqual({ from: NOW - 10 * MINUTE, to: NOW + MINUTE });
    expect(trailOf(pushed('github-actions[bot]')).lately.from).toBe(NOW - 6 * HOUR);
    expect(trailOf(pushed('ada')).within).toEqual({ from: NOW - 6 * HOUR, to: NOW + MINUTE });
  });

  it('is counted from the beginning of a run, however long it took', () => {
    const run = { created_at: '2026-11-24T07:00:00Z', updated_at: '2026-11-24T11:59:00Z' };
    const { lately } = trailOf(inApp('workflow_run', { workflow_run: run }));
    expect(lately.to).toBe(Date.parse(run.created_at) + MINUTE);
  });

  it('is counted from when the event came where the run says something impossible', () => {
    for (const created of ['2036-11-24T07:00:00Z', 'yesterday', 7, null]) {
      const { lately } = trailOf(inApp('workflow_run', { workflow_run: { created_at: created } }));
      expect(lately.to).toBe(NOW + MINUTE);
    }
  });
});

describe('a chain', () => {
  const HUB = aMember('acme/docs', { accept: [{ from: ['**'] }], 'max-hops': 10 });
  const SECRET = aMember('acme/secret', {}, { visibility: 'private' });
  const SITE = aMember('acme/site');
  const APP = aMember('acme/app', { notify: [{ hub: 'acme/docs', on: { push: {} } }], 'max-hops': 10 });
  const idsOf = (...names: readonly string[]): readonly number[] => names.map(idOf);
  const told = (hub: string, ...chain: readonly string[]): Told => ({
    id: `${hub} ${chain.join(' ')}`,
    chain: idsOf(...chain),
    hubId: idOf(hub),
  });
  const considered = (past: Past) =>
    consider(aPush('acme/app'), {
      index: anIndex(APP, HUB, SECRET, SITE),
      urls: { server: '', api: '', graphql: '' },
      past,
    });

  it('begins with the spoke where nothing led to it', () => {
    const { chain, streak, findings } = considered({ told: [], streak: 0 });
    expect({ chain, streak }).toEqual({ chain: idsOf('acme/app'), streak: 1 });
    expect(findings[0]?.payload.relay).toMatchObject({ hop: 1, via: ['acme/app'] });
  });

  it('goes on from the notification that led to it, and counts hops', () => {
    const { chain, streak, findings } = considered({ told: [told('acme/app', 'acme/site')], streak: 4 });
    expect({ chain, streak }).toEqual({ chain: idsOf('acme/site', 'acme/app'), streak: 5 });
    expect(findings[0]).toMatchObject({ outcome: 'fires' });
    expect(findings[0]?.payload.relay).toMatchObject({ hop: 2, via: ['acme/site', 'acme/app'] });
  });

  it('holds the hub, too, whose run wrote to another repository', () => {
    expect(chainThrough({ id: '', chain: [1], hubId: 2 }, 3)).toEqual([1, 2, 3]);
    expect(chainThrough({ id: '', chain: [1], hubId: 2 }, 2)).toEqual([1, 2]);
  });

  it('does not tell the hub the names of private repositories, nor of those that it does not know any more', () => {
    const [finding] = considered({
      told: [
        { ...told('acme/app', 'acme/secret', 'acme/site'), chain: [...idsOf('acme/secret', 'acme/site'), 9] },
      ],
      streak: 0,
    }).findings;
    expect(finding?.payload.relay).toMatchObject({
      via: ['private', 'acme/site', 'private', 'acme/app'],
      hop: 4,
    });
    expect(JSON.stringify(finding)).not.toContain('acme/secret');
  });

  it('is the longest of several, the same in whatever order the record gives them', () => {
    const several = [
      told('acme/app', 'x/a'),
      told('acme/app', 'x/c', 'x/d'),
      told('acme/app', 'x/a', 'x/b'),
      told('x/hub', 'x/e'),
    ];
    const expected = considered({ told: several, streak: 1 });
    expect(expected.chain).toHaveLength(3);
    fc.assert(
      fc.property(fc.shuffledSubarray(several, { minLength: several.length }), (shuffled) => {
        const found = considered({ told: shuffled, streak: 1 });
        expect([found.chain, found.findings[0]?.outcome]).toEqual([expected.chain, 'fires']);
      }),
    );
  });
});
