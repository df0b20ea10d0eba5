import { type Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useBrowser } from '../build/guest.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { PAGES } from './desk-pages.ts';

const open = useBrowser();
const desk = useDesk();
const scripted = useDeskPage(open, desk, 'operator');
const bare = useDeskPage(open, desk, 'operator', { javaScriptEnabled: false });

/** The words that are seen, but for those that count the time, and those on buttons that only a script gives something to do. */
const wordsOn = async (page: Page, path: string): Promise<readonly string[]> => {
  await page.goto(path);
  await page.evaluate(`document.querySelectorAll('button[type=button]').forEach((each) => each.remove())`);
  return (await page.locator('main').innerText()).split(/\s+/).filter((word) => !/\d/.test(word));
};

describe('without script', () => {
  it.each(PAGES)('every word of a page is there: $name', async ({ path }) => {
    const without = await wordsOn(bare(), path);
    const missing = (await wordsOn(scripted(), path)).filter((word) => !without.includes(word));
    expect(without.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });
});
