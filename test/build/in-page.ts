import { type Page } from 'playwright-core';
import { expect } from 'vitest';

// What is asked of a page's own document is text: the types of browsers are not those of Node.

/** What sticks out of the page sideways, or is cut off, each by its tag, class and text. */
const CUT_OFF = `(() => {
  const name = (element) => element.tagName.toLowerCase() + '.' + (element.getAttribute('class') ?? '') + ' ' + element.textContent.trim().slice(0, 60);
  const scrolls = (element) => element !== null && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const found = [];
  if (document.scrollingElement.scrollWidth > innerWidth) found.push('the page scrolls sideways: ' + document.scrollingElement.scrollWidth);
  for (const element of document.querySelectorAll('body *:not(.skip):not(option)')) {
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    if (box.width <= 1 || box.height <= 1 || element.closest('.hidden-visually')) continue;
    if ((box.right > innerWidth + 1 || box.left < -1) && !scrolls(element)) found.push('sticks out: ' + name(element));
    if (/hidden|clip/.test(style.overflowX) && element.clientWidth > 0 && element.scrollWidth > element.clientWidth + 1 && !element.closest('svg'))
      found.push('is cut off: ' + name(element));
    if (element.tagName === 'text') {
      const frame = element.ownerSVGElement.getBoundingClientRect();
      if (box.right > frame.right + 1 || box.left < frame.left - 1 || box.bottom > frame.bottom + 1 || box.top < frame.top - 1)
        found.push('leaves its picture: ' + name(element));
    }
  }
  return found;
})()`;

export const expectNothingCutOff = async (page: Page): Promise<void> =>
  expect(await page.evaluate<string[]>(CUT_OFF), page.url()).toEqual([]);

/** What a mouse can act on, each by its place among all elements. Of radio buttons with one name the keyboard reaches one. */
const REACHABLE = `(() => {
  const all = [...document.querySelectorAll('*')];
  const radios = new Set();
  return all.flatMap((element, place) => {
    if (!element.matches('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')) return [];
    if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) return [];
    if (element.type === 'radio') {
      if (radios.has(element.name)) return [];
      radios.add(element.name);
    }
    return [{ place: element.type === 'radio' ? 'radio ' + element.name : String(place), name: element.outerHTML.slice(0, 120) }];
  });
})()`;

/** Notes where the focus is whenever a key is pressed: by then the page has come to rest. */
const NOTE_STOPS = `(() => {
  const all = [...document.querySelectorAll('*')];
  window.stops = [];
  window.noteStop = () => {
    const element = document.activeElement;
    if (element === null || element === document.body) return;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    stops.push({
      place: element.type === 'radio' ? 'radio ' + element.name : String(all.indexOf(element)),
      name: element.outerHTML.slice(0, 120),
      isSeen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 && box.width > 0 &&
        box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    });
  };
  addEventListener('keydown', noteStop, { capture: true });
})()`;

interface Stop {
  readonly place: string;
  readonly name: string;
  readonly isSeen: boolean;
}

/** By the Tab key alone, from the top of the page: all that can be acted on, in the order in which it stands there, and one sees where one is. */
export const expectReachableByTab = async (page: Page): Promise<void> => {
  const expected = await page.evaluate<Omit<Stop, 'isSeen'>[]>(REACHABLE);
  await page.evaluate(NOTE_STOPS);
  for (let press = 0; press < expected.length; press += 1) await page.keyboard.press('Tab');
  const stops = await page.evaluate<Stop[]>('noteStop(), stops');
  expect(stops.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
  expect(stops.filter(({ isSeen }) => !isSeen).map(({ name }) => name)).toEqual([]);
};
