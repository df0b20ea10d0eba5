import { describe, expect, it } from 'vitest';
import { DESK_SIZE, PHONE_SIZE, useBrowser } from '../build/guest.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { expectReachableByTab } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

const page = useDeskPage(useBrowser(), useDesk(), 'operator');

describe('the keyboard alone', () => {
  it.each(PAGES)(
    'reaches all that a mouse reaches, in its order, and shows where it is: $name',
    async ({ path }) => {
      for (const size of [DESK_SIZE, PHONE_SIZE]) {
        await page().setViewportSize(size);
        await page().goto(path);
        await expectReachableByTab(page());
      }
    },
  );

  it.each(PAGES)('skips what stands on every page: $name', async ({ path }) => {
    await page().goto(path);
    await page().keyboard.press('Tab');
    const skip = page().getByRole('link', { name: 'Skip to the content' });
    expect((await skip.boundingBox())!.x).toBeGreaterThanOrEqual(0);
    await page().keyboard.press('Enter');
    expect(await page().evaluate('document.activeElement.id')).toBe('content');
    await page().keyboard.press('Tab');
    expect(await page().evaluate(`document.querySelector('.top').contains(document.activeElement)`)).toBe(
      false,
    );
  });
});
