import { Document, isScalar, isSeq, visit } from 'yaml';

/** A value as people write it: lists of texts in one line. */
export const yamlBlock = (value: object): string => {
  const document = new Document(value);
  visit(document, {
    Seq: (_, node) => {
      if (isSeq(node) && node.items.every(isScalar)) node.flow = true;
    },
  });
  return fenced('yaml', document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false }));
};

export const fenced = (language: string, text: string): string =>
  ['```' + language, text.trimEnd(), '```'].join('\n');

export const tableOf = (headings: readonly string[], rows: readonly (readonly string[])[]): string =>
  [headings, headings.map(() => '---'), ...rows.map((row) => row.map(cellOf))]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** A "|" would end the cell, in code too. */
const cellOf = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

export const code = (text: string): string => `\`${text}\``;

export const paragraphs = (parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== '').join('\n\n');
