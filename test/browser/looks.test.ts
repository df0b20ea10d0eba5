import { describe, expect, it } from 'vitest';
import { expectAccessible, LOOKS, useBrowser } from '../build/browser.ts';
import { signInAs, useDesk } from '../build/desk-server.ts';
import { expectNothingCutOff } from '../build/in-page.ts';
import { PAGES } from './desk-pages.ts';

const SCREENSHOTS = new URL('screenshots/', import.meta.url).pathname;

const guest = useBrowser();
const desk = useDesk();
const empty = useDesk({ isEmpty: true });

describe.each([
  ['with a record', desk],
  ['with nothing on record', empty],
])('a page of the desk %s', (state, server) => {
  it.each(PAGES)('is sound in every look: $name', async ({ name, path }) => {
    const { page, context, wrongs } = await guest({ origin: server().url });
    await signInAs(page, 'operator', server().url);
    await page.goto(path);
    for (const look of LOOKS) {
      await page.emulateMedia({ colorScheme: look.colorScheme });
      await page.setViewportSize(look.viewport);
      await page.screenshot({ path: `${SCREENSHOTS}${name} ${state} ${look.name}.png`, fullPage: true });
      await expectNothingCutOff(page);
      await expectAccessible(page);
    }
    expect(wrongs).toEqual([]);
    await context.close();
  });
});
