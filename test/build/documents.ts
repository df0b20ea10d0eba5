import { execFileSync } from 'node:child_process';
import { type MarkdownDocument, readMarkdown } from './markdown.ts';

/** Every document of this repository that people read, also those that nobody has committed yet. */
export const documents = (): readonly MarkdownDocument[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '*.md'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '' && !path.startsWith('test/'))
    .map(readMarkdown);
