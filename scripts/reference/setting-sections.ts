import { code, paragraphs } from './markdown.ts';

/** A variable, a path or a URL within a sentence of plain text, which Markdown would read as something else. */
const LITERAL = /`[^`]*`|\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b|\b(?:https?|postgres|file):\S*[^\s.,;)]/g;

/** A section for each variable of `.env.example`; the comment above it is what it means. */
export const settingSections = (example: string): string => {
  const [, ...blocks] = example.split(/\n\n/);
  let comment: string[] = [];
  const sections: string[] = [];
  for (const line of blocks.join('\n').split('\n')) {
    if (line.startsWith('#')) comment.push(line.replace(/^# ?/, ''));
    const [, name] = /^([A-Z_]+)=/.exec(line) ?? [];
    if (name === undefined) continue;
    sections.push(`## ${code(name)}`, comment.join(' ').replaceAll(LITERAL, quoted));
    comment = [];
  }
  return paragraphs(sections);
};

const quoted = (text: string): string => (text.startsWith('`') ? text : code(text));
