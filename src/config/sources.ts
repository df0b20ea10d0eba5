import { type HookSource } from '../core/hook-source.ts';
import { checkRepositories } from './check-texts.ts';
import { checkNames, checkTwice } from './check-twice.ts';
import { discreetly, type Finding, type Path } from './finding.ts';
import { listOf } from './normalize.ts';
import { checkEach, type Read, readStrictly } from './read-strictly.ts';
import { type RawSource, SourceSchema, SourcesSchema } from './sources-schema.ts';

/** `variables` are the names of the environment variables that hold its secrets. */
export interface SourceEntry extends HookSource {
  readonly variables: readonly string[];
}

/** Reads the file of SOURCES_FILE. Never throws; no problem repeats a text of the file. */
export const parseSources = (text: string): Read<readonly SourceEntry[]> =>
  readStrictly(text, {
    schema: SourcesSchema,
    keys: '"sources:"',
    show: discreetly,
    check: (document) => [
      ...checkNames(document.value, 'sources'),
      ...checkEach(document, 'sources', SourceSchema, checkSource),
    ],
    normalize: ({ sources = [] }) =>
      sources.map(({ name, secrets, repositories }) => ({
        name,
        variables: listOf(secrets),
        repositories: listOf(repositories),
      })),
  });

const checkSource = (raw: RawSource, path: Path): readonly Finding[] => [
  ...checkTwice(listOf(raw.secrets), [...path, 'secrets']),
  ...checkRepositories(listOf(raw.repositories), [...path, 'repositories'], discreetly),
];
