import { type Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { expectAccessible, LOOKS, useBrowser } from '../build/guest.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { expectNothingCutOff } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

/** For people to look at; git ignores them. */
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

const open = useBrowser();
const full = useDeskPage(open, useDesk(), 'operator');
const empty = useDeskPage(open, useDesk({ isEmpty: true }), 'operator');

const lookAt = async (page: Page, name: string, path: string): Promise<void> => {
  await page.goto(path);
  for (const look of LOOKS) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await page.screenshot({ path: `${SCREENSHOTS}${name}-${look.name}.png`, fullPage: true });
    await expectNothingCutOff(page);
    await expectAccessible(page);
  }
};

describe('in light, in dark and on a phone', () => {
  it.each(PAGES)('a page is sound: $name', ({ name, path }) => lookAt(full(), name, path));

  it.each(PAGES.filter(({ isEverThere }) => isEverThere))(
    'a page with nothing on it is sound: $name',
    ({ name, path }) => lookAt(empty(), `${name}-empty`, path),
  );
});
