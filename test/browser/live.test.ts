import { describe, expect, it } from 'vitest';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { useBrowser } from '../build/guest.ts';

const desk = useDesk();
const page = useDeskPage(useBrowser(), desk, 'operator');

const newest = () => page().getByRole('region', { name: 'Newest notifications' });

/** With the stream open by which it hears of changes. */
const open = async (): Promise<void> => {
  await Promise.all([page().waitForResponse('**/live'), page().goto('/')]);
};

describe('a page that is open', () => {
  it('shows what is new without being loaded again, and leaves what somebody is at as it is', async () => {
    await open();
    await page().evaluate('window.isTheSame = true');
    const table = page().locator('#graph details');
    await table.locator('summary').click();
    const summary = page().locator('#traffic summary').first();
    await summary.focus();

    // All of the page would be another one: what is read and where the focus is must stay all the same.
    await desk().record.tell({ id: 'just-now', ago: 1_000, ends: [{ outcome: 'delivered' }] });
    desk().change();
    await newest().getByText('just-now').waitFor();

    expect(await page().evaluate('window.isTheSame')).toBe(true);
    expect(await table.getAttribute('open')).toBe('');
    expect(await page().evaluate(`document.activeElement.matches('#traffic summary')`)).toBe(true);
  });

  it('rests while it is paused, and goes on from there', async () => {
    await open();
    await page()
      .getByRole('button', { name: /^Pause/ })
      .click();
    await desk().record.tell({ id: 'while-paused', ago: 0 });
    desk().change();
    await page()
      .getByRole('button', { name: /^Resume/ })
      .waitFor();
    expect(await newest().getByText('while-paused').count()).toBe(0);
    await page().keyboard.press('Enter');
    await newest().getByText('while-paused').waitFor();
  });

  it('says so once nobody is signed in any more', async () => {
    await open();
    await page().context().clearCookies();
    desk().change();
    await page().locator('#live').getByText('signed out').waitFor();
  });
});
