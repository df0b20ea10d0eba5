import { type Place, placesIn } from './place.ts';

/** What JSON text holds, or where it stops being JSON: `message` is a sentence without an end. */
export type ReadJson = { readonly value: unknown } | { readonly wrong: Place & { readonly message: string } };

/** `JSON.parse`, with the place of what is wrong: the engine tells it only sometimes. Never throws. */
export const readJson = (text: string): ReadJson => {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    const said = error instanceof Error ? error.message : '';
    return { wrong: { ...placesIn(text)(offsetOf(said, text)), message: sentenceOf(said) } };
  }
};

/** `Unexpected token '}', ..."{"a":}" is not valid JSON`: of these alone it is not said where they stand. */
const isUnplaced = (message: string): boolean => message.startsWith('Unexpected token');

const offsetOf = (message: string, text: string): number => {
  // It repeats some of the text, which may look as if it told a place.
  if (isUnplaced(message)) return firstUnexpected(text);
  const told = / at position (\d+)/.exec(message)?.[1];
  return told === undefined ? text.length : Number(told);
};

/** A beginning of the text fails in the same way where it holds the character that must not be there, and only there. */
const firstUnexpected = (text: string): number => {
  let fine = 0;
  let wrong = text.length;
  while (wrong - fine > 1) {
    const middle = (fine + wrong) >> 1;
    if (isUnplaced(failureOf(text.slice(0, middle)))) wrong = middle;
    else fine = middle;
  }
  return fine;
};

const failureOf = (text: string): string => {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
};

/** Without the place, which is told apart, and without what the text holds. */
const sentenceOf = (message: string): string => {
  const said = message
    .replace(/(?: in JSON)? at position [^]*$/, '')
    .replace(/^(Unexpected token '[^]*?'), [^]*$/, '$1')
    .replace(/ of JSON input$/, '');
  return said === '' ? 'this is not JSON' : said.charAt(0).toLowerCase() + said.slice(1);
};
