const MOST_CHARACTERS = 2_000;
const ANYWHERE = 'http://localhost';

/** A path of these pages to go to after signing in; whatever could lead elsewhere, or to signing in, becomes "/". */
export const localPath = (text: string | undefined): string => {
  // Browsers read a backslash as a slash, and drop tabs and line breaks.
  if (text === undefined || text.length > MOST_CHARACTERS || !/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(text))
    return '/';
  const url = URL.parse(text, ANYWHERE);
  if (url?.origin !== ANYWHERE || /^\/(\/|sign-)/.test(url.pathname)) return '/';
  return url.pathname + url.search;
};
