import { describe, expect, it } from 'vitest';
import { SECRET } from '../build/desk-record.ts';
import { useBrowser } from '../build/browser.ts';
import { signInAs, useDesk, type ViewerName } from '../build/desk-server.ts';
import { PAGES } from './desk-pages.ts';

const guest = useBrowser();
const desk = useDesk();

const as = async (viewer: ViewerName) => {
  const one = await guest({ origin: desk().url });
  await signInAs(one.page, viewer, desk().url);
  return one;
};

/** Names, branch and numbers that only the private repository has. */
const TELLS = /acme\/secret|launch-plan|event-of-secret|\bsecret\b/i;

const MORE = [
  '/notifications/export.ndjson',
  '/notifications/export.csv',
  '/notifications?text=launch-plan',
  '/notifications?spoke=acme/secret',
  '/notifications/export.ndjson?spoke=acme/secret',
  '/live',
];

describe('a second member', () => {
  it('sees nothing of a repository that only the first may read, wherever they look', async () => {
    const ada = await as('ada');
    await ada.page.goto('/notifications');
    expect(await ada.page.content()).toMatch(TELLS);
    const bob = await as('bob');
    for (const path of [...PAGES.map((one) => one.path), ...MORE]) {
      // What they asked for is theirs.
      const asked = new URL(path, desk().url).search;
      const answer = await bob.page.request.get(path, { timeout: 2_000 }).then(
        (one) => one.text(),
        () => '',
      );
      expect(
        answer.replaceAll(decodeURIComponent(asked), '').replaceAll(/value="[^"]*"/g, ''),
        path,
      ).not.toMatch(TELLS);
    }
    await Promise.all([ada.context.close(), bob.context.close()]);
  });

  it.each([
    ['/notifications/secret', '/notifications/nobody'],
    ['/repositories/acme/secret', '/repositories/acme/nobody'],
  ])('is told of %s what they are told of what does not exist', async (theirs, nobodys) => {
    const { context, page } = await as('bob');
    const answers = await Promise.all([theirs, nobodys].map((path) => page.request.get(path)));
    expect(answers.map((answer) => answer.status())).toEqual([404, 404]);
    const [hidden, absent] = await Promise.all(answers.map((answer) => answer.text()));
    expect(hidden!.replaceAll('secret', 'nobody')).toBe(absent);
    expect(answers[0]!.headers()['content-type']).toBe(answers[1]!.headers()['content-type']);
    await context.close();
  });

  it('may open it once GitHub lets them', async () => {
    const { context, page } = await as('ada');
    for (const path of ['/notifications/secret', '/repositories/acme/secret'])
      expect((await page.request.get(path)).status()).toBe(200);
    expect(SECRET).toBe(73);
    await context.close();
  });
});
