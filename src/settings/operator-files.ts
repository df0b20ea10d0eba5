import { resolve } from 'node:path';
import { parseEndpoints } from '../config/endpoints.ts';
import { renderProblem } from '../config/problems.ts';
import { type Read } from '../config/read-strictly.ts';
import { parseSources } from '../config/sources.ts';
import { type EndpointKeys } from '../core/endpoint.ts';
import { type SourceKeys } from '../core/hook-source.ts';
import { problemOfSecret } from '../core/signing-secret.ts';
import { type SettingsProblem } from './problem.ts';
import { readTextFile } from './read-text-file.ts';
import { type Variables } from './variables.ts';

export interface OperatorFiles {
  readonly endpoints: readonly EndpointKeys[];
  readonly sources: readonly SourceKeys[];
}

/** Reads the files that the operator wrote, with their secrets. Of what is wrong, nothing is left out or kept. */
export const readOperatorFiles = (
  variables: Variables,
  cwd: string,
  add: (problem: SettingsProblem) => void,
): OperatorFiles => {
  const { text, secret } = variables;

  const entriesOf = <Entry>(
    variable: string,
    path: string | undefined,
    parse: (text: string) => Read<readonly Entry[]>,
  ): readonly Entry[] => {
    if (path === undefined) return [];
    const content = readTextFile(resolve(cwd, path));
    if ('problem' in content) {
      add({ variable, found: path, remedy: content.problem });
      return [];
    }
    const { file = [], problems } = parse(content.text);
    for (const problem of problems) add({ variable, inFile: renderProblem(path, problem) });
    return file;
  };

  /** `user` is whose they are, as a message names it. */
  const secretsOf = (names: readonly string[], user: string, file: string, problemOf: Check) =>
    names.flatMap((name, index): readonly string[] => {
      const value = secret(name);
      const problem = value === undefined ? undefined : problemOf(value);
      if (problem !== undefined)
        add({ variable: name, found: `another kind of secret for ${user}`, remedy: problem });
      // What its _FILE names and can't be read was told of already.
      if ((text(name) ?? text(`${name}_FILE`)) === undefined)
        add(
          isSurelyName(name)
            ? { variable: name, found: 'nothing', remedy: `set it to a secret of ${user}` }
            : {
                variable: file,
                found: `a variable that is not set, as secret ${index + 1} of ${user}`,
                remedy: 'set it, or correct its name',
              },
        );
      return value === undefined || problem !== undefined ? [] : [value];
    });

  const endpoints = entriesOf('ENDPOINTS_FILE', text('ENDPOINTS_FILE'), parseEndpoints);
  const sources = entriesOf('SOURCES_FILE', text('SOURCES_FILE'), parseSources);
  return {
    endpoints: endpoints.map(({ variables: names, ...endpoint }) => ({
      ...endpoint,
      secrets: secretsOf(names, `the endpoint "${endpoint.name}"`, 'ENDPOINTS_FILE', (value) =>
        problemOfSecret(endpoint.format, value),
      ),
    })),
    sources: sources.map(({ variables: names, ...source }) => ({
      ...source,
      secrets: secretsOf(names, `the source "${source.name}"`, 'SOURCES_FILE', (value) =>
        problemOfSecret('github', value),
      ),
    })),
  };
};

type Check = (secret: string) => string | undefined;

/** A secret of letters and digits could be a variable's name; only what can't be a secret is shown. */
const isSurelyName = (name: string): boolean => /^[A-Z]+(_[A-Z0-9]+)+$|^[A-Z]{1,15}$/.test(name);
