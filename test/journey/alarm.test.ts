import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NEEDED_PERMISSIONS } from '../../src/core/permissions.ts';
import { CONFIG, Stage } from '../build/stage.ts';
import { until } from '../build/until.ts';

const file = (text: string) => ({ [CONFIG]: text });
const accepting = file('accept: [{ from: acme/* }]');

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open({
    owners: ['acme', 'other', 'third'],
    prepare: (sandbox) => {
      sandbox.createRepository({
        fullName: 'acme/app',
        files: file(`notify:
  - { hub: other/docs, on: push, on-failure: issue }
  - { hub: other/site, on: push }
  - { hub: third/catalogue, on: push }
  - { hub: acme/never, on: push }`),
      });
      sandbox.createRepository({ fullName: 'other/docs', files: accepting });
      sandbox.createRepository({ fullName: 'other/site', files: accepting });
      sandbox.createRepository({ fullName: 'third/catalogue', files: accepting });
    },
  });
  const { delivery } = await stage.sandbox.push('acme/app');
  await stage.settled(delivery?.guid, ['delivered', 'refused']);
});
afterAll(() => stage.close());

const issues = () => [...stage.sandbox.repository('acme/app').issues.values()];
/** The check run about the file, on the newest commit of the default branch. */
const check = () => {
  const app = stage.sandbox.repository('acme/app');
  const runs = app.checkRuns.filter(({ suite }) => suite.headSha === app.branches.get('main'));
  expect(runs).toHaveLength(1);
  return runs[0]!;
};

describe('a route that has told its hub before', () => {
  it('is reported as soon as its hub is archived, and well again when it is unarchived', async () => {
    await stage.sandbox.archive('other/docs');
    await until(() => {
      expect(issues()).toMatchObject([{ state: 'open', title: 'Hub Relay cannot tell other/docs' }]);
      expect(issues()[0]!.body).toContain('`other/docs is archived`');
    });
    await stage.sandbox.unarchive('other/docs');
    await until(() => expect(issues()).toMatchObject([{ state: 'closed' }]));
  });

  it('is reported on the newest commit where it asks for no issue, and only what worked before', async () => {
    await stage.sandbox.uninstall(stage.installations.get('third')!);
    await until(() => {
      expect(check()).toMatchObject({ name: 'Hub Relay', conclusion: 'failure' });
      expect(check().output.title).toBe('1 route stopped: the hub cannot be reached any more');
      expect(check().output.summary).toContain('cannot any more: `acme/app:notify[2]`');
    });
    expect(issues()).toHaveLength(1);
  });

  it('is reported when the permission that it needs is withdrawn', async () => {
    await stage.sandbox.acceptPermissions(stage.installations.get('other')!, {
      ...NEEDED_PERMISSIONS,
      contents: 'read',
    });
    await until(() => {
      expect(issues()).toMatchObject([{ state: 'open' }]);
      expect(issues()[0]!.body).toContain('does not grant "contents: write"');
      expect(check().output.title).toBe('2 routes stopped: the hub cannot be reached any more');
      expect(check().output.summary).toContain('`acme/app:notify[1]`, `acme/app:notify[2]`');
    });
  });
});
