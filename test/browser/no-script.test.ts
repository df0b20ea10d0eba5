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

  it('a broken hub is tried again', async () => {
    await bare().goto('/');
    await bare().getByRole('button', { name: 'Try again' }).click();
    await bare().waitForURL(/done=(retried|not-broken)/);
  });

  it('a list is filtered, and what is found is replayed', async () => {
    await bare().goto('/notifications');
    await bare().getByRole('checkbox', { name: 'dead', exact: true }).check();
    await bare().getByRole('button', { name: 'Search' }).click();
    await bare()
      .getByRole('checkbox', { name: /^Select/ })
      .first()
      .check();
    await bare()
      .getByRole('button', { name: /^Replay selected/ })
      .click();
    await bare().getByRole('heading', { name: 'Replayed' }).waitFor();
  });

  it('a file is tried', async () => {
    await bare().goto('/try');
    await bare().getByRole('button', { name: 'release' }).click();
    await bare().getByLabel('File of the spoke').fill('notify: [{ hub: acme/docs, on: release }]');
    await bare().getByRole('button', { name: 'Try', exact: true }).first().click();
    await bare().getByText('1 of 1 route fires').waitFor();
  });
});
