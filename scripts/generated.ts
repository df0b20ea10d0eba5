import { readFileSync } from 'node:fs';
import { format, type Options } from 'prettier';
import { PUBLISHED_SCHEMAS } from '../src/config/published-schemas.ts';
import { makeTroubleshooting } from './troubleshooting.ts';

/** A file that is in the repository and made of something else in it. */
interface Generated {
  readonly path: string;
  readonly make: () => Promise<string>;
}

export const ROOT = new URL('../', import.meta.url);

const STYLE = JSON.parse(readFileSync(new URL('.prettierrc.json', ROOT), 'utf8')) as Options;

const formatted = (path: string, text: string): Promise<string> => format(text, { ...STYLE, filepath: path });

const TROUBLESHOOTING = 'docs/troubleshooting.md';

/** Each ends as `npm run format` would leave it. */
export const GENERATED: readonly Generated[] = [
  ...Object.values(PUBLISHED_SCHEMAS).map(({ file, make }) => ({
    path: file,
    make: () => formatted(file, JSON.stringify(make())),
  })),
  {
    path: TROUBLESHOOTING,
    make: () => formatted(TROUBLESHOOTING, makeTroubleshooting(new URL(TROUBLESHOOTING, ROOT))),
  },
];
