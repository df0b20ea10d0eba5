import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Migration, migrate } from '../../../src/config/migrate/migration.ts';
import { parseConfig } from '../../../src/config/parse.ts';

const FOLDER = new URL('../../fixtures/migrate/', import.meta.url);
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));
const migrated = (name: string): Migration =>
  migrate([{ path: name, text: readFileSync(new URL(name, FOLDER), 'utf8') }], 'acme/app');

/** The file, then each note with its place, then what can go. */
const outcomeOf = ({ config, notes, hubs, leftovers }: Migration): string =>
  [
    config,
    ...notes.map(
      ({ line, column, weight, code, message }) => `${line}:${column} ${weight} ${code}: ${message}`,
    ),
    ...hubs.map(
      ({ hub, eventTypes, workflows }) => `accept in ${hub}: ${[...eventTypes, ...workflows].join(', ')}`,
    ),
    ...leftovers.map(({ kind, line, name }) => `delete the ${kind} ${name} (${line})`),
    '',
  ].join('\n');

describe('workflows as people write them', () => {
  it.each(names)('makes of %s what is on file', async (name) => {
    await expect(outcomeOf(migrated(name))).toMatchFileSnapshot(
      new URL(name.replace(/yml$/, 'txt'), FOLDER).pathname,
    );
  });

  it.each(names)('makes of %s a file that is valid', (name) => {
    const { config } = migrated(name);
    expect(parseConfig(config).problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});
