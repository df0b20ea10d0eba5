import { describe, expect, it } from 'vitest';
import { useBrowser } from '../build/guest.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { PAGES } from './desk-pages.ts';

const open = useBrowser();
const desk = useDesk();
const ada = useDeskPage(open, desk, 'ada');
const bob = useDeskPage(open, desk, 'bob');

/** Names, branch and ids that only the private repository has. */
const TELLS = /acme\/secret|launch-plan|event-of-secret|\bsecret\b/i;

const MORE = [
  '/repositories',
  '/notifications?text=launch-plan',
  '/notifications?spoke=acme/secret',
  '/notifications?repository=acme/secret',
  '/notifications/export?format=ndjson',
  '/notifications/export?format=csv',
  '/notifications/export?format=ndjson&spoke=acme/secret',
  '/try?repository=acme/secret',
];

describe('a second member', () => {
  it('sees nothing of a repository that only the first may read, wherever they look', async () => {
    await ada().goto('/notifications');
    expect(await ada().content()).toMatch(TELLS);
    for (const path of [...PAGES.map((one) => one.path), ...MORE]) {
      const said = await (await bob().request.get(path)).text();
      // What they typed is theirs.
      const asked = [...new URL(path, desk().url).searchParams.values(), encodeURIComponent('acme/secret')];
      const told = asked.reduce((text, word) => text.replaceAll(word, '…'), said);
      expect(told, path).not.toMatch(TELLS);
    }
  });

  it.each([
    ['/notifications/secret', '/notifications/nobody'],
    ['/repositories/acme/secret', '/repositories/acme/nobody'],
  ])('is told of %s what they are told of what does not exist', async (theirs, nobodys) => {
    const answers = await Promise.all([theirs, nobodys].map((path) => bob().request.get(path)));
    expect(answers.map((answer) => answer.status())).toEqual([404, 404]);
    const [hidden, absent] = await Promise.all(answers.map((answer) => answer.text()));
    expect(hidden!.replaceAll('secret', 'nobody')).toBe(absent);
    expect(answers[0]!.headers()['content-type']).toBe(answers[1]!.headers()['content-type']);
  });

  it('sees as much as the first where GitHub lets them', async () => {
    for (const path of ['/notifications/secret', '/repositories/acme/secret'])
      expect((await ada().request.get(path)).status()).toBe(200);
  });
});
