import { type Json } from '../../core/json.ts';
import { readJq } from './jq-filter.ts';
import { readBody } from './json-body.ts';
import { type ShellScope } from './shell-scope.ts';

/** How many words follow an option. */
const VALUES: Readonly<Record<string, number>> = {
  '--arg': 2,
  '--argjson': 2,
  '--rawfile': 2,
  '--slurpfile': 2,
  '--indent': 1,
};

/** What `jq -n` makes of its variables, where its filter only builds a value. */
export const jqOutput = (args: readonly string[], scope: ShellScope, at: number): string | undefined => {
  const variables = new Map<string, Json>();
  let filter: string | undefined;
  let isAlone = false;
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    const [name = '', value = ''] = args.slice(index + 1, index + 3);
    if (arg === '--arg') variables.set(name, value);
    else if (arg === '--argjson') {
      const json = readBody(value, scope.holes);
      if (json !== undefined) variables.set(name, json);
    } else if (/^-\w*n|^--null-input$/.test(arg)) isAlone = true;
    else if (!arg.startsWith('-')) filter ??= arg;
    index += Object.hasOwn(VALUES, arg) ? (VALUES[arg] ?? 0) : 0;
  }
  if (filter === undefined || !isAlone) return undefined;
  const built = readJq(filter, {
    variable: (name) => variables.get(name),
    environment: (name) => scope.variable(name, at),
  });
  return built === undefined ? undefined : `${JSON.stringify(built)}\n`;
};
