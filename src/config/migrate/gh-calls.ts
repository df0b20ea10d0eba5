import { type Json } from '../../core/json.ts';
import { type Call, callOfRequest } from './call.ts';
import { readBody } from './json-body.ts';
import { treeOf } from './gh-fields.ts';
import { type Arguments, optionOf, readArguments } from './shell-arguments.ts';
import { type Invocation } from './shell-calls.ts';
import { type ShellScope } from './shell-scope.ts';

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const API = words('X method f raw-field F field H header q jq t template cache p preview hostname input');
const RUN = words('R repo r ref f raw-field F field');

/** `gh api …/dispatches` and `gh workflow run`; `undefined` where it is another command. */
export const callOfGh = (invocation: Invocation, scope: ShellScope): Call | undefined => {
  const [command, ...args] = invocation.args;
  if (command === 'api') return callOfApi(invocation, readArguments(args, API), scope);
  // -R may stand before the command too.
  const all = readArguments(invocation.args, RUN);
  const [first, second, workflow] = all.rest;
  return first === 'workflow' && second === 'run' ? callOfRun(invocation, all, workflow, scope) : undefined;
};

/** https://cli.github.com/manual/gh_api */
const callOfApi = ({ input, place }: Invocation, args: Arguments, scope: ShellScope): Call | undefined => {
  const url = args.rest.find((text) => /\/dispatches$/.test(text));
  if (url === undefined) return undefined;
  const method = optionOf(args, 'X', 'method') ?? 'POST';
  if (method.toUpperCase() !== 'POST') return undefined;
  const via = 'gh api';
  const file = optionOf(args, 'input');
  if (file === undefined)
    return callOfRequest({ via, place, url, body: treeOf(fieldsOf(args, scope)), losses: [] });
  const text = file === '-' ? input : scope.files.get(file);
  const body = text === undefined ? undefined : readBody(text, scope.holes);
  if (body !== undefined) return callOfRequest({ via, place, url, body, losses: [] });
  const code = text === undefined ? 'body-unknown' : 'body-malformed';
  return callOfRequest({ via, place, url, losses: [{ code, what: `--input ${file}`, place }] });
};

/** https://cli.github.com/manual/gh_workflow_run */
const callOfRun = (
  { input, place }: Invocation,
  args: Arguments,
  workflow: string | undefined,
  scope: ShellScope,
): Call => {
  const hub = optionOf(args, 'R', 'repo') ?? scope.ownVariable('GH_REPO', place);
  const ref = optionOf(args, 'r', 'ref');
  const isJson = args.options.some(([name]) => name === 'json');
  const inputs = isJson ? readBody(input ?? '', scope.holes) : treeOf(fieldsOf(args, scope));
  return {
    kind: 'workflow',
    via: 'gh workflow run',
    place,
    ...(hub !== undefined && { hub: hub.replace(/^github\.com\//, '') }),
    ...(workflow !== undefined && { workflow }),
    ...(ref !== undefined && { ref }),
    ...(inputs !== undefined && { inputs }),
    losses: isJson && inputs === undefined ? [{ code: 'body-unknown', what: '--json', place }] : [],
  };
};

/** `-f key=text`, and `-F key=value`, of which some words are no texts. */
const fieldsOf = ({ options }: Arguments, scope: ShellScope): readonly (readonly [string, Json])[] =>
  options.flatMap(([name, pair]): readonly (readonly [string, Json])[] => {
    const isTyped = name === 'F' || name === 'field';
    if (!isTyped && name !== 'f' && name !== 'raw-field') return [];
    const [, key, value = ''] = /^([^=]+)=([^]*)$/.exec(pair) ?? [];
    return key === undefined ? [] : [[key, isTyped ? typed(value, scope) : value]];
  });

const typed = (value: string, scope: ShellScope): Json => {
  if (value === 'true' || value === 'false') return value === 'true';
  if (value === 'null') return null;
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(value)) return Number(value);
  if (value.startsWith('@')) return scope.files.get(value.slice(1)) ?? scope.lost('from-command', value, 0);
  return scope.holes.asValue(value) ?? value;
};
