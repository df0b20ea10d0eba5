import { describe, expect, it } from 'vitest';
import { LOOKS, useBrowser } from '../build/guest.ts';
import { type Words } from '../build/desk-record.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_URL } from '../build/hostile.ts';
import { expectNothingCutOff } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

const HOSTILE: Words = {
  text: (plain) => `${plain}${HOSTILE_TEXT}`.slice(0, HOSTILE_TEXT.length),
  name: (plain) => `${plain}${HOSTILE_NAME}`,
  url: () => HOSTILE_URL,
};

const page = useDeskPage(useBrowser(), useDesk({ words: HOSTILE }), 'operator');

const paths = PAGES.map(({ name, path }) => ({
  name,
  path: path.replace(
    /^\/repositories\/acme\/(.*)$/,
    (_, plain: string) => `/repositories/acme/${encodeURIComponent(HOSTILE.name(plain))}`,
  ),
}));

/** All that a stranger's text may have made of a page: what no page of ours has. */
const PLANTED = `(() => {
  const ours = (element, name) => {
    const value = element.getAttribute(name);
    return value === null || /^([/?#]|data:,$)/.test(value) && !/^[/\\\\]{2}/.test(value) || /^https:\\/\\/github\\.com\\//.test(value);
  };
  return [...document.querySelectorAll('*')].filter((element) =>
    element.matches('iframe, object, embed, base, meta[http-equiv], style, img, [style], [autofocus], [srcdoc]') ||
    element.tabIndex > 0 ||
    !['href', 'src', 'action', 'formaction', 'xlink:href'].every((name) => ours(element, name)) ||
    (element.matches('script') && element.textContent !== '') ||
    [...element.attributes].some(({ name }) => name.startsWith('on'))
  ).map((element) => element.outerHTML.slice(0, 200));
})()`;

describe('hostile text in every field', () => {
  it.each(paths)('runs nothing, asks nobody, and breaks no page: $name', async ({ path }) => {
    const answer = await page().goto(path);
    expect(answer!.status()).toBeLessThan(500);
    // However often 10,000 characters are in a record, a page stays one that can be read.
    expect((await answer!.body()).length).toBeLessThan(1_000_000);
    expect(await page().evaluate(PLANTED)).toEqual([]);
    // What would wait for a hand.
    await page().evaluate(`document.querySelectorAll('details').forEach((each) => { each.open = true; })`);
    expect(await page().evaluate(PLANTED)).toEqual([]);
    for (const look of LOOKS) {
      await page().emulateMedia({ colorScheme: look.colorScheme });
      await page().setViewportSize(look.viewport);
      await expectNothingCutOff(page());
    }
    expect(await page().locator('header.top').isVisible()).toBe(true);
  });
});
