import { describe, it } from 'vitest';
import { expectAccessible, LOOKS, useBrowser } from '../build/browser.ts';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { expectNothingCutOff } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

/** For people to look at; git ignores them. */
const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

const open = useBrowser();
const full = useDeskPage(open, useDesk(), 'operator');
const empty = useDeskPage(open, useDesk({ isEmpty: true }), 'operator');

describe.each([
  ['with a record', full],
  ['with nothing on record', empty],
])('a page of the desk %s', (state, page) => {
  it.each(PAGES)('is sound in every look: $name', async ({ name, path }) => {
    await page().goto(path);
    for (const look of LOOKS) {
      await page().emulateMedia({ colorScheme: look.colorScheme });
      await page().setViewportSize(look.viewport);
      await page().screenshot({ path: `${SCREENSHOTS}${name} ${state} ${look.name}.png`, fullPage: true });
      await expectNothingCutOff(page());
      await expectAccessible(page());
    }
  });
});
