import { type Page } from 'playwright-core';
import { expectAccessible, LOOKS } from '../build/guest.ts';
import { expectNothingCutOff } from '../build/in-page.ts';

/** For people to look at; git ignores them. */
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

/** In every look: nothing is cut off, axe finds nothing, and there is a picture of it. */
export const lookAt = async (page: Page, name: string, path: string): Promise<void> => {
  await page.goto(path);
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await page.screenshot({ path: `${SCREENSHOTS}${name}-${look.name}.png`, fullPage: true });
    await expectNothingCutOff(page);
    await expectAccessible(page);
  }
};
