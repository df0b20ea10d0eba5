import { readFileSync } from 'node:fs';
import { format, type Options } from 'prettier';
import { scaleParts, scalePicture } from '../test/bench/scale/page.ts';
import { PUBLISHED_SCHEMAS } from '../src/config/published-schemas.ts';
import { commandSections, commandTable } from './reference/command-sections.ts';
import { configurationParts } from './reference/configuration.ts';
import { settingSections } from './reference/setting-sections.ts';
import { performanceChart, performanceParts, performanceShortForm } from './performance.ts';
import { makeTroubleshooting } from './troubleshooting.ts';

/** A file that is in the repository and made, whole or in parts, of something else in it. */
interface Generated {
  readonly path: string;
  readonly make: () => Promise<string>;
}

export const ROOT = new URL('../', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

const STYLE = JSON.parse(read('.prettierrc.json')) as Options;

const formatted = (path: string, text: string): Promise<string> => format(text, { ...STYLE, filepath: path });

/** `<!-- generated: name -->` and `<!-- end -->` stand around each part; all else is written by hand. */
const PART = /(<!-- generated: ([\w-]+) -->)[^]*?(<!-- end -->)/g;

const documentOf = (path: string, parts: Readonly<Record<string, () => string>>): Generated => ({
  path,
  make: () =>
    formatted(
      path,
      read(path).replaceAll(PART, (_, start: string, name: string, end: string) => {
        const make = Object.hasOwn(parts, name) ? parts[name] : undefined;
        if (!make) throw new Error(`${path}: nothing makes the part "${name}"`);
        return [start, make(), end].join('\n\n');
      }),
    ),
});

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
  documentOf('docs/configuration.md', configurationParts()),
  documentOf('docs/settings.md', { settings: () => settingSections(read('.env.example')) }),
  documentOf('docs/command-line.md', { list: commandTable, commands: commandSections }),
  documentOf('docs/performance.md', performanceParts()),
  documentOf('README.md', { performance: performanceShortForm }),
  { path: 'docs/performance.svg', make: () => Promise.resolve(performanceChart()) },
  documentOf('docs/scale.md', scaleParts()),
  ...(['light', 'dark'] as const).map((mode) => ({
    path: `docs/scale-${mode}.svg`,
    make: () => Promise.resolve(scalePicture(mode)),
  })),
];
