import { describe, expect, it } from 'vitest';
import { useBrowser } from '../build/browser.ts';
import { signInAs, useDesk } from '../build/desk-server.ts';
import { PAGES } from './desk-pages.ts';

const guest = useBrowser();
const desk = useDesk();

/** The words that are seen, but for those that count the time. */
const wordsOn = async (path: string, javaScriptEnabled: boolean): Promise<readonly string[]> => {
  const { page, context, wrongs } = await guest({ origin: desk().url, javaScriptEnabled });
  await signInAs(page, 'operator', desk().url);
  await page.goto(path);
  const words = (await page.locator('main').innerText()).split(/\s+/);
  expect(wrongs).toEqual([]);
  await context.close();
  return words.filter((word) => !/\d/.test(word));
};

describe('without script', () => {
  it.each(PAGES)('every word of a page is there: $name', async ({ path }) => {
    const without = await wordsOn(path, false);
    const missing = (await wordsOn(path, true)).filter((word) => !without.includes(word));
    expect(without.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
