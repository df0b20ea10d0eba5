import { describe, it } from 'vitest';
import { useDesk, useDeskPage } from '../build/desk-server.ts';
import { useBrowser } from '../build/guest.ts';
import { PAGES } from './desk-pages.ts';
import { lookAt } from './look-at.ts';

const open = useBrowser();
const full = useDeskPage(open, useDesk(), 'operator');
const empty = useDeskPage(open, useDesk({ isEmpty: true }), 'operator');

describe('in light, in dark and on a phone', () => {
  it.each(PAGES)('a page is sound: $name', ({ name, path }) => lookAt(full(), name, path));

  it.each(PAGES.filter(({ isEverThere }) => isEverThere))(
    'a page with nothing on it is sound: $name',
    ({ name, path }) => lookAt(empty(), `${name}-empty`, path),
  );
});
