/** What needs no quotes in any YAML: nothing that some version takes for a number, a truth value or a sign. */
const PLAIN = /^[A-Za-z][\w./-]*(?:\/\*)?$/;
const TAKEN = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** The first two are written as escapes, and the others are none of YAML's characters. */
const UNPRINTABLE = /[\u0000-\u001F\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]|\p{Surrogate}/u;

/** One text, in a file that people will go on with: without quotes where it needs none. */
export const yamlText = (text: string): string => {
  if (PLAIN.test(text) && !TAKEN.test(text)) return text;
  if (!UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replaceAll(
    /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
};

/** `[main, 'release/**']` */
export const yamlList = (texts: readonly string[]): string => `[${texts.map(yamlText).join(', ')}]`;

export const indented = (lines: readonly string[], by: number): readonly string[] =>
  lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line}`));
