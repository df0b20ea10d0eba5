import { readFileSync } from 'node:fs';
import { drawPicture } from './picture.ts';
import { type Table, tablesOf } from './report-tables.ts';
import { type Results } from './results.ts';

/** The run that docs/scale.md shows. */
const FILE = new URL('./results.json', import.meta.url);
const read = (): Results => JSON.parse(readFileSync(FILE, 'utf8')) as Results;

const markdown = ({ headings, rows }: Table): string =>
  [headings, headings.map((_, at) => (at === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** The parts of docs/scale.md that are figures. */
export const scaleParts = (): Readonly<Record<string, () => string>> =>
  Object.fromEntries(
    ['arrivals', 'work', 'sizes', 'times', 'ends', 'breaks', 'costs'].map((name) => [
      name,
      () => markdown(tablesOf(read())[name as keyof ReturnType<typeof tablesOf>]),
    ]),
  );

export const scalePicture = (mode: 'light' | 'dark'): string => drawPicture(read(), mode);
