/**
 * A stranger's text, for a terminal or a message: control characters (which move the cursor or rewrite the title), marks
 * that turn the reading direction around, and what cannot be seen are shown by their code. https://trojansource.codes
 */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from({ length: character.length }, (_, at) => codeOf(character.charCodeAt(at))).join(''),
  );

const codeOf = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;

/** Any value, as JSON of the same meaning; on one line, or indented. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).split('\n').map(printable).join('\n');
