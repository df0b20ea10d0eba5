import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aGuest, type DeskStage, openDesk, OPERATOR } from '../../build/desk-app.ts';
import { NEEDED_PERMISSIONS } from '../../../src/core/permissions.ts';
import { anInstallation } from '../../build/samples.ts';
import { newEvent, newNotification, planOf } from '../../contract/store-samples.ts';

let stage: DeskStage;
beforeEach(async () => {
  stage = await openDesk();
});
afterEach(() => stage.store.close());

const HOSTILE = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>';
const expectHarmless = (text: string): void => {
  expect(text).not.toMatch(/<script>alert|<img src=x/);
  expect(text).toContain('&lt;script&gt;alert(1)');
};

describe('the page of a repository', () => {
  it('tells that its file is missing, unreadable, or wrong at its line and column', async () => {
    await stage.add('acme/none');
    await stage.add('acme/closed', { state: 'unreadable', problem: 'GitHub answered 403' });
    await stage.add('acme/wrong', 'notify:\n  - hub: acme/docs\n    onn: push\n');
    expect((await stage.get('/repositories/acme/none')).text).toContain('There is no file.');
    const closed = await stage.get('/repositories/acme/closed');
    expect(closed.text).toContain('GitHub answered 403');
    const { text } = await stage.get('/repositories/acme/wrong');
    expect(text).toContain('nothing of it is in force');
    expect(text).toMatch(/<li id="L-3" class="error">[^]*<mark>onn<\/mark>[^]*line 3, column 5/);
    expect(text).toContain('href="#L-3"');
    expect(text).not.toContain('There is no file.');
  });

  it('shows whom it tells, when, and why that cannot be delivered, at the line of its file', async () => {
    await stage.add(
      'acme/app',
      "notify:\n  - hub: acme/docs\n    on: { push: { branches: [main], paths: ['docs/**'] } }\n  - hub: acme/gone\n    on: push\n",
    );
    await stage.add('acme/docs', 'accept: [{ from: acme/* }]');
    const { text } = await stage.get('/repositories/acme/app');
    expect(text).toMatch(/acme\/docs[^]*can be delivered/);
    expect(text).toContain('docs/**');
    expect(text).toContain('<a href="#L-2">line 2</a>');
    expect(text).toMatch(/cannot be delivered[^]*the App is not installed on acme\/gone/);
  });

  it('shows who tells it, from their files and from its own', async () => {
    await stage.add('acme/app', 'notify: [{ hub: ACME/docs, on: push }]');
    await stage.add('acme/lib');
    await stage.add('acme/docs', 'accept: [{ from: acme/app }]\nsubscribe: [{ from: acme/*, on: release }]');
    const { text } = await stage.get('/repositories/acme/docs');
    const told = text.slice(text.indexOf('Who tells it'));
    expect(told).toMatch(/acme\/app[^]*can be delivered/);
    expect(told).toContain('2 repositories');
    expect(told).toContain('/repositories/acme/lib');
  });

  it('says whose defaults are in force', async () => {
    await stage.add('acme/.github', 'accept: [{ from: acme/* }]');
    await stage.add('acme/docs', 'notify: [{ hub: acme/x, on: push }]');
    const { text } = await stage.get('/repositories/acme/docs');
    expect(text).toMatch(
      /<code>accept<\/code>: what is in force comes from\s+<a\s+href="\/repositories\/acme\/.github"/,
    );
  });

  it('tells what the installation does not grant, and that it is suspended', async () => {
    await stage.add('acme/app', 'notify: [{ endpoint: x, on: push }]');
    const { checks: _, ...permissions } = NEEDED_PERMISSIONS;
    stage.index.saveInstallation(anInstallation({ permissions, suspended: true }));
    const { text } = await stage.get('/repositories/acme/app');
    expect(text).toContain('checks: write');
    expect(text).toContain('is suspended');
    expect(text).toContain('nothing is heard of acme/app');
  });

  it('shows what its routes did, newest first', async () => {
    const app = await stage.add('acme/app');
    const docs = await stage.add('acme/docs');
    await stage.store.events.record(newEvent('e1'), 5_000);
    const sent = {
      spokeId: app.id,
      spoke: 'acme/app',
      hubId: docs.id,
      hub: 'acme/docs',
      eventType: 'sent-thing',
    };
    await stage.store.events.planned('e1', planOf([newNotification('n1', sent)]));
    expect((await stage.get('/repositories/acme/app')).text).toContain('sent-thing');
    expect((await stage.get('/repositories/acme/app', aGuest(app))).text).not.toContain('sent-thing');
    expect((await stage.get('/repositories/acme/app', aGuest(app, docs))).text).toContain('sent-thing');
  });

  it('is found in any case, and under a former name by who may see it', async () => {
    const app = await stage.add('acme/app', undefined, { formerNames: ['old/name'], visibility: 'private' });
    expect((await stage.get('/repositories/ACME/App')).status).toBe(200);
    expect(await stage.get('/repositories/Old/Name')).toMatchObject({
      status: 308,
      location: '/repositories/acme/app',
    });
    expect((await stage.get('/repositories/old/name', aGuest(app))).status).toBe(308);
    expect((await stage.get('/repositories/acme/app')).text).toContain('old/name');
    expect((await stage.get('/repositories/acme/app', aGuest(app))).text).not.toContain('old/name');
  });

  it('answers the same for what is not there and for what is not for this person', async () => {
    await stage.add('acme/secret', undefined, { visibility: 'private', formerNames: ['acme/former'] });
    const nothing = await stage.get('/repositories/acme/nothing', aGuest());
    expect(nothing.status).toBe(404);
    expect(await stage.get('/repositories/acme/secret', aGuest())).toEqual(nothing);
    expect(await stage.get('/repositories/acme/former', aGuest())).toEqual(nothing);
    expect((await stage.get('/repositories/acme/nothing', OPERATOR)).status).toBe(404);
  });

  it('runs nothing of what strangers wrote', async () => {
    await stage.add('acme/app', `# ${HOSTILE}\nnotify:\n  - "${HOSTILE.replaceAll('"', '')}": 1\n`, {
      defaultBranch: HOSTILE,
    });
    expectHarmless((await stage.get('/repositories/acme/app')).text);
    await stage.add('acme/lib', { state: 'unreadable', problem: HOSTILE });
    expectHarmless((await stage.get('/repositories/acme/lib')).text);
    await stage.add(
      'acme/api',
      `notify: [{ hub: acme/x, on: { push: { branches: ['${HOSTILE.replaceAll("'", '')}'] } }, if: "'${HOSTILE.replaceAll(/["']/g, '')}'" }]`,
    );
    expectHarmless((await stage.get('/repositories/acme/api')).text);
  });
});

describe('a member', () => {
  it('sees nothing of a private hub that the file of a public spoke names', async () => {
    const app = await stage.add(
      'acme/app',
      'notify:\n  # for acme/secret\n  - hub: acme/secret\n    on: push\n  - hub: acme/unknown\n    on: push\n',
    );
    await stage.add('acme/secret', 'accept: [{ from: acme/* }]', { visibility: 'private' });
    const { text } = await stage.get('/repositories/acme/app', aGuest(app));
    expect(text).not.toContain('secret');
    // Nor could they learn from how it is hidden whether it is there.
    expect(text).not.toContain('acme/unknown');
    expect(text).toContain('hidden/repository-2');
    expect(text.match(/not shown to you/g)).toHaveLength(2);
    expect((await stage.get('/repositories/acme/app')).text).toContain('acme/secret');
  });

  it('sees no private spoke, no rule of a hub and no defaults that they cannot read', async () => {
    const docs = await stage.add('acme/docs', 'accept: [{ from: acme/* }]');
    const lib = await stage.add('acme/lib');
    await stage.add('acme/secret', 'notify: [{ hub: acme/docs, on: push }]', { visibility: 'private' });
    await stage.add(
      'acme/hidden-hub',
      'subscribe: [{ from: acme/lib, on: push, event-type: told-in-secret }]',
      {
        visibility: 'private',
      },
    );
    await stage.add('acme/.github', 'notify: [{ hub: acme/docs, on: push, event-type: default-secret }]', {
      visibility: 'private',
    });
    const guest = aGuest(docs, lib);
    for (const path of ['/repositories/acme/docs', '/repositories/acme/lib', '/repositories'])
      expect((await stage.get(path, guest)).text).not.toMatch(/secret|hidden-hub|acme\/\.github/);
    expect((await stage.get('/repositories/acme/docs')).text).toContain('acme/secret');
    expect((await stage.get('/repositories/acme/lib')).text).toContain('told-in-secret');
  });

  it('sees why a route cannot be delivered, without the file that says so where that is closed to them', async () => {
    const app = await stage.add('acme/app', 'notify: [{ hub: other/docs, on: push }]');
    const docs = await stage.add('other/docs');
    await stage.add('other/.github', 'accept: [{ from: nobody/* }, wrong', { visibility: 'private' });
    const { text } = await stage.get('/repositories/acme/app', aGuest(app, docs));
    expect(text).toContain('not both sides agree to it');
    expect(text).not.toContain('other/.github');
  });

  it('is listed what they can read, and nothing else', async () => {
    const app = await stage.add('acme/app', 'notify: [{ hub: acme/docs, on: push }]');
    await stage.add('acme/docs', 'accept: 1');
    const theirs = (await stage.get('/repositories', aGuest(app))).text;
    expect(theirs).toMatch(/1\s+repository/);
    expect(theirs).not.toContain('acme/docs');
    const all = (await stage.get('/repositories')).text;
    expect(all).toMatch(/acme\/docs[^]*✗ wrong/);
    expect((await stage.get('/repositories?file=wrong')).text).not.toContain('acme/app');
    expect((await stage.get('/repositories?name=DOC')).text).not.toContain('acme/app');
  });

  it('pages through many', async () => {
    for (let at = 0; at < 60; at += 1) await stage.add(`acme/r${String(at).padStart(2, '0')}`);
    const first = (await stage.get('/repositories')).text;
    expect([first.includes('acme/r49'), first.includes('acme/r50')]).toEqual([true, false]);
    expect((await stage.get('/repositories?page=2')).text).toContain('acme/r59');
    for (const page of ['0', '99', 'x', '-1', '1e9'])
      expect((await stage.get(`/repositories?page=${page}`)).status).toBe(200);
  });
});
