import { printable } from '../../core/printable.ts';

/** Without what some keep a secret in: a password, and what follows the path. */
export const shownUrl = (text: string): string => {
  const url = URL.parse(text);
  if (url === null) return printable(text);
  return printable(`${url.protocol}//${url.host}${url.pathname}${url.search === '' ? '' : '?…'}`);
};
