import { describe, expect, it } from 'vitest';
import { PHONE_SIZE, useBrowser } from '../build/browser.ts';
import { signInAs, useDesk } from '../build/desk-server.ts';
import { expectReachableByTab } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

const guest = useBrowser();
const desk = useDesk();

describe('the keyboard alone', () => {
  it.each(PAGES)(
    'reaches all that a mouse reaches, in its order, and shows where it is: $name',
    async ({ path }) => {
      const { page, context, wrongs } = await guest({ origin: desk().url });
      await signInAs(page, 'operator', desk().url);
      await page.goto(path);
      await expectReachableByTab(page);
      await page.setViewportSize(PHONE_SIZE);
      await page.reload();
      await expectReachableByTab(page);
      expect(wrongs).toEqual([]);
      await context.close();
    },
  );

  it.each(PAGES)('skips what stands on every page: $name', async ({ path }) => {
    const { page, context } = await guest({ origin: desk().url });
    await signInAs(page, 'operator', desk().url);
    await page.goto(path);
    await page.keyboard.press('Tab');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    expect(await skip.boundingBox()).toMatchObject({ x: expect.any(Number) });
    expect((await skip.boundingBox())!.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.querySelector('.top').contains(document.activeElement)`)).toBe(
      false,
    );
    await context.close();
  });
});
