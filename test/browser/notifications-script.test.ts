import { type Route } from 'playwright-core';
import { beforeEach, describe, expect, it } from 'vitest';
import { useBrowser } from '../build/guest.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';

const page = useDeskPage(useBrowser(), useDesk(), 'operator');

/** As a search that was cut ends: where it got to, how far it came, and where it goes on. */
const noticeTo = (next: string): string => `<div class="notice" data-further role="status">
  Looked back to <span data-further-time>before ${next}</span> and found <span data-further-count>3</span> so far.
  <a href="/notifications?state=${next}" data-further-link>Look further back</a>
  <button type="button" data-further-stop hidden>Stop</button></div>`;

const cutBefore =
  (next: string) =>
  async (route: Route): Promise<void> => {
    const response = await route.fetch();
    const body = (await response.text()).replace('</main>', `${noticeTo(next)}</main>`);
    await route.fulfill({ response, body });
  };

const states = (): Promise<readonly string[]> =>
  page().evaluate<string[]>(
    `[...document.querySelectorAll('table.rows .state')].map((cell) => cell.textContent.trim())`,
  );

beforeEach(async () => {
  await page().unrouteAll();
});

describe('with script, the list of notifications', () => {
  it('marks all of the page at once, and says how many are marked', async () => {
    await page().goto('/notifications?state=dead');
    const all = page().getByLabel('Select all on this page');
    await all.check();
    await page().getByRole('button', { name: 'Replay selected (3)' }).waitFor();
    await page().locator('input[name="id"]').first().uncheck();
    await page().getByRole('button', { name: 'Replay selected (2)' }).waitFor();
    await all.check();
    await all.uncheck();
    await page()
      .getByRole('button', { name: /^Replay selected$/ })
      .waitFor();
  });

  it('looks further back by itself, until everything was looked at', async () => {
    await page().route('**/notifications?state=dead', cutBefore('refused'));
    await page().route('**/notifications?state=refused', cutBefore('merged'));
    await page().goto('/notifications?state=dead');
    await page().getByText('Looked at everything that there is, and found 5.').waitFor();
    expect(await states()).toEqual(['dead', 'dead', 'dead', 'refused', 'merged']);
  });

  it('stops when it is told to, and goes on from there by its link', async () => {
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    await page().route('**/notifications?state=dead', cutBefore('refused'));
    await page().route('**/notifications?state=refused', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    await page().goto('/notifications?state=dead');
    await page().getByRole('button', { name: 'Stop' }).click();
    goOn();
    expect(await states()).toEqual(['dead', 'dead', 'dead']);
    await page().getByRole('link', { name: 'Look further back' }).click();
    await page().waitForURL('**/notifications?state=refused');
    expect(await states()).toEqual(['refused']);
  });
});
