import { describe, expect, it } from 'vitest';
import { LOOKS, useBrowser } from '../build/browser.ts';
import { type Words } from '../build/desk-record.ts';
import { signInAs, useDesk } from '../build/desk-server.ts';
import { HOSTILE_NAME, HOSTILE_TEXT, HOSTILE_URL } from '../build/hostile.ts';
import { expectNothingCutOff } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

const HOSTILE: Words = {
  text: (plain) => `${plain}${HOSTILE_TEXT}`.slice(0, HOSTILE_TEXT.length),
  name: (plain) => `${plain}${HOSTILE_NAME}`,
  url: () => HOSTILE_URL,
};

const guest = useBrowser();
const desk = useDesk({ words: HOSTILE });

const paths = PAGES.map(({ name, path }) => ({
  name,
  path: path.replace(
    /^\/repositories\/acme\/(.*)$/,
    (_, plain: string) => `/repositories/acme/${encodeURIComponent(HOSTILE.name(plain))}`,
  ),
}));

/** All that a stranger's text may have made of a page: what no page of ours has. */
const PLANTED = `[...document.querySelectorAll('*')].filter((element) =>
  element.matches('iframe, object, embed, base, meta[http-equiv], style, img, [style], [autofocus], script:not([src^="/assets/"]), link:not([href^="/assets/"]):not([href="data:,"]), form:not([action^="/"]):not(:not([action]))') ||
  (element.tabIndex > 0) ||
  [...element.attributes].some(({ name, value }) => name.startsWith('on') || (/^(href|src|action|formaction|xlink:href)$/.test(name) && /^\\s*(javascript|data:(?!,)|\\/\\/|https?:\\/\\/evil)/i.test(value))),
).map((element) => element.outerHTML.slice(0, 200))`;

describe('hostile text in every field', () => {
  it.each(paths)('runs nothing, asks nobody, and breaks no page: $name', async ({ path }) => {
    const { page, context, wrongs } = await guest({ origin: desk().url });
    await signInAs(page, 'operator', desk().url);
    await page.goto(path);
    expect(await page.evaluate(PLANTED)).toEqual([]);
    // What would wait for a hand.
    for (const details of await page.locator('details:not([open]) > summary').all()) await details.click();
    expect(await page.evaluate(PLANTED)).toEqual([]);
    for (const look of LOOKS) {
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await page.setViewportSize(look.viewport);
      await expectNothingCutOff(page);
    }
    expect(await page.locator('header.top').isVisible()).toBe(true);
    expect(wrongs).toEqual([]);
    await context.close();
  });

  it.each(paths)('is shown as what it is: $name', async ({ path }) => {
    const { page, context } = await guest({ origin: desk().url, javaScriptEnabled: false });
    await signInAs(page, 'operator', desk().url);
    const answer = await page.goto(path);
    expect(answer!.status()).toBeLessThan(500);
    expect((await answer!.body()).length).toBeLessThan(2_000_000);
    await context.close();
  });
});
