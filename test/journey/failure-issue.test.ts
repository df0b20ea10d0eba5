import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const REFUSED = {
  status: 422,
  body: { message: 'Invalid request.', documentation_url: 'https://docs.github.com/rest', status: '422' },
};
const notifying = (hub: string) => ({ [CONFIG]: `notify: [{ hub: ${hub}, on: push, on-failure: issue }]` });
const accepting = { [CONFIG]: 'accept: [{ from: acme/* }]' };

let stage: Stage;
let passed = 0;
beforeAll(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other'],
    clock: { now: () => Date.now() + passed, random: Math.random },
    prepare: (sandbox) => {
      sandbox.createRepository({ fullName: 'acme/app', files: notifying('acme/docs') });
      sandbox.createRepository({ fullName: 'acme/docs', files: accepting });
      sandbox.createRepository({ fullName: 'acme/lib' });
      sandbox.createRepository({
        fullName: 'acme/site',
        files: { [CONFIG]: 'subscribe: [{ from: acme/lib, on: push, on-failure: issue }]' },
      });
      sandbox.createRepository({ fullName: 'acme/quiet', files: notifying('acme/docs') });
    },
  });
});
afterAll(() => stage.close());

const issues = (fullName: string) => stage.sandbox.repository(fullName).issues;

/** The only issue of a repository, once it is so. */
const issue = (fullName: string, state: string, body: RegExp) =>
  until(() => {
    const all = [...issues(fullName).values()];
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({ state });
    expect(all[0]!.body).toMatch(body);
    return all[0]!;
  });

const refuse = (hub: string, times: number) =>
  stage.sandbox.faults.add({ method: 'POST', path: new RegExp(`${hub}/dispatches`), answer: REFUSED, times });

const push = async (spoke: string, states: readonly string[]): Promise<void> => {
  const { delivery } = await stage.sandbox.push(spoke);
  await stage.settled(delivery?.guid, states);
};

describe('a route that says on-failure: issue', () => {
  it('opens one issue when its notifications die, updates it, and closes it when it works again', async () => {
    refuse('acme/docs', 2);
    await push('acme/app', ['dead']);
    const opened = await issue('acme/app', 'open', /\| Given up \| 1, since /);
    expect(opened.title).toBe('Hub Relay cannot tell acme/docs');
    expect(opened.body).toContain('`GitHub answered 422: Invalid request.`');
    expect(opened.body).toContain('**What to do:** The attempt holds GitHub’s own words');
    await push('acme/app', ['dead']);
    // Numbers are brought up to date at most once a minute.
    passed += 60_000;
    await push('acme/quiet', ['delivered']);
    await issue('acme/app', 'open', /\| Given up \| 2, since /);
    await push('acme/app', ['delivered']);
    await issue('acme/app', 'closed', /was told again at/);
    const writes = stage.sandbox.exchanges.filter(
      ({ method, path }) => method !== 'GET' && path.includes('acme/app/issues'),
    );
    expect(writes.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
  });

  it('opens the same issue again when it fails again, and not one that a person closed meanwhile', async () => {
    passed += 60_000;
    refuse('acme/docs', 2);
    await push('acme/app', ['dead']);
    const { number } = await issue('acme/app', 'open', /\| Given up \| 1, since /);
    await stage.sandbox.closeIssue('acme/app', number);
    await push('acme/app', ['dead']);
    passed += 60_000;
    await push('acme/quiet', ['delivered']);
    await issue('acme/app', 'closed', /\| Given up \| 2, since /);
  });

  it('opens it in the hub, where the hub subscribed', async () => {
    refuse('acme/site', 1);
    await push('acme/lib', ['dead']);
    const { body } = await issue('acme/site', 'open', /\| Given up \| 1, since /);
    expect(body).toContain('of `acme/lib`');
    expect([...issues('acme/lib').values()]).toEqual([]);
    await push('acme/lib', ['delivered']);
    await issue('acme/site', 'closed', /was told again at/);
  });

  it('goes on without it, and says so, where issues are disabled', async () => {
    stage.sandbox.setIssuesEnabled('acme/quiet', false);
    refuse('acme/docs', 1);
    await push('acme/quiet', ['dead']);
    await stage.says('not reported: GitHub answered 410: Issues has been disabled in this repository.');
    await push('acme/quiet', ['delivered']);
  });
});
