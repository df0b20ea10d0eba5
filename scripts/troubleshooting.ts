import { readFileSync } from 'node:fs';
import { CONFIG_CODES } from '../src/config/codes.ts';
import { COMMAND_ERRORS } from '../src/errors/command-errors.ts';
import { DEVELOPMENT_ERRORS } from '../src/errors/development-errors.ts';
import { FILE_ERRORS } from '../src/errors/file-errors.ts';
import { SERVERLESS_ERRORS } from '../src/errors/serverless-errors.ts';
import { SET_UP_ERRORS } from '../src/errors/set-up-errors.ts';
import { SIGN_IN_ERRORS } from '../src/errors/sign-in-errors.ts';
import { SIMULATE_ERRORS } from '../src/errors/simulate-errors.ts';
import { ERRORS } from '../src/errors.ts';

type Codes = Readonly<Record<string, { readonly text: string; readonly remedy: string }>>;

const OF_ONE_PART: readonly (readonly [string, Codes])[] = [
  ['Set-up', SET_UP_ERRORS],
  ['Signing in to the pages', SIGN_IN_ERRORS],
  ['Commands', COMMAND_ERRORS],
  ['Files that commands write', FILE_ERRORS],
  ['Local development', DEVELOPMENT_ERRORS],
  ['Simulated events', SIMULATE_ERRORS],
  ['Without a server of our own', SERVERLESS_ERRORS],
];

const others = Object.fromEntries(
  Object.entries(ERRORS).filter(([code]) => !OF_ONE_PART.some(([, codes]) => Object.hasOwn(codes, code))),
);

const GROUPS: readonly (readonly [string, Codes])[] = [
  ['Server, webhooks and notifications', others],
  ['Config files', CONFIG_CODES],
  ...OF_ONE_PART,
];

const MARK = '<!-- All below is made by `npm run generate` of src/errors.ts and src/config/codes.ts. -->';

/** The start, by symptom, is written by hand and kept; every code follows. */
export const makeTroubleshooting = (path: URL): string => {
  const [start = ''] = readFileSync(path, 'utf8').split(MARK);
  const parts = GROUPS.filter(([, codes]) => Object.keys(codes).length > 0).map(
    ([title, codes]) => `## ${title}\n\n${sectionsOf(codes)}`,
  );
  return `${start}${MARK}\n\n${parts.join('\n')}`;
};

const sectionsOf = (codes: Codes): string =>
  Object.entries(codes)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([code, { text, remedy }]) => `### \`${code}\`\n\n${asMarkdown(text)}\n\n→ ${asMarkdown(remedy)}\n`)
    .join('\n');

/** Names of variables are shown as code; what stands in backquotes is left as it is. */
const asMarkdown = (text: string): string =>
  text
    .split(/(`[^`]*`)/)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part.replaceAll(/[*<>[\]]/g, String.raw`\$&`).replaceAll(/\b[A-Z]+(_[A-Z]+)+(=[\w]+)?\b/g, '`$&`'),
    )
    .join('');
