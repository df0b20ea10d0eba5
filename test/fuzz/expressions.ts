import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { type Event } from '../../src/core/event.ts';
import {
  MAX_RESULT_LENGTH,
  compileExpression,
  compileTemplate,
  evaluateCondition,
  interpolate,
} from '../../src/core/expression.ts';
import { type GithubContext, githubContext } from '../../src/core/github-context.ts';
import { type Json, type JsonObject, isObject } from '../../src/core/json.ts';
import { type Random, below, pick, timedUnder } from './config-files.ts';
import { slowness } from './slowness.ts';

const URLS = {
  server: 'https://github.com',
  api: 'https://api.github.com',
  graphql: 'https://api.github.com/graphql',
};

const LONG = 900_000;

/** Values that nobody expects in an event. */
const HOSTILE: readonly Json[] = [
  'x'.repeat(LONG),
  'ж'.repeat(LONG),
  'ı'.repeat(LONG),
  '{'.repeat(LONG),
  '{0'.repeat(LONG / 2),
  '9'.repeat(LONG),
  `[${'1,'.repeat(LONG / 2)}1]`,
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  JSON.parse('{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}, "a": 1}') as Json,
  '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
  "${{ toJSON(github) }} }} '",
  '\uD800',
  '\u0000\u202E',
  '',
  -0,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  Array.from({ length: 100_000 }, (_, n) => n),
  Array.from({ length: 50_000 }, (_, n) => ({ n, name: `n${n}` })),
  Array.from({ length: 300 }, () => Array.from({ length: 300 }, () => 'x')),
  Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, n])),
  { Name: 1, name: 2, NAME: 3 },
];

/** Nests where it is told to: a tree of lists that has as many leaves as levels. */
const deep = (levels: number): Json => {
  let value: Json = 'bottom';
  for (let level = 0; level < levels; level += 1) value = [value, { a: 1 }];
  return value;
};

const PAYLOADS: readonly { readonly name: string; readonly payload: JsonObject }[] = (
  examples as unknown as readonly { name: string; examples: readonly JsonObject[] }[]
)
  .filter(({ name }) => ['push', 'pull_request', 'issues', 'release', 'workflow_run'].includes(name))
  .flatMap(({ name, examples: payloads }) => payloads.slice(0, 3).map((payload) => ({ name, payload })));

/** An event with what an attacker would put into it, at its top and somewhere inside. */
export const hostileContext = (random: Random): GithubContext => {
  const { name, payload } = pick(random, PAYLOADS);
  const value = random() < 0.05 ? deep(200) : pick(random, HOSTILE);
  const key = pick(random, Object.keys(payload));
  const inner = payload[key];
  const changed: JsonObject = {
    ...payload,
    x: value,
    y: pick(random, HOSTILE),
    [key]: isObject(inner) && random() < 0.7 ? { ...inner, x: value, title: value } : value,
  };
  const event: Event = { id: 'x', name, receivedAt: 0, payload: changed };
  return githubContext(event, URLS);
};

const PATHS =
  'github;github.event;github.event.x;github.event.y;github.event.*;github.event.*.*;github.event.x.*;github.event.x.*.*;github.event.x.*.name;github.event.x[0];github.event.x[1e9];github.event.x[-1];github.event["x"];github.event.commits.*.message;github.event.repository.name;github.ref;github[github.event.x];github.event.__proto__;github.event.x.constructor.prototype;github.constructor;github.*.*.*.*.*'
    .replaceAll('"', "'")
    .split(';');
const LITERALS = "'x';'';'it''s';'{0}{1}';'[1]';0;-1;0xff;1e99;NaN;Infinity;true;false;null;'${{';'}}'".split(
  ';',
);
const OPERATORS = ['==', '!=', '<', '<=', '>', '>=', '&&', '||'];
const FUNCTIONS = 'contains startsWith endsWith format join toJSON fromJSON case TOJSON'.split(' ');

/** A right expression, most of the time. */
const expression = (random: Random, depth: number): string => {
  const kind = depth <= 0 ? below(random, 2) : below(random, 9);
  const inner = (): string => expression(random, depth - 1 - below(random, 2));
  if (kind === 0) return pick(random, LITERALS);
  if (kind <= 2) return pick(random, PATHS);
  if (kind === 3) return `!${inner()}`;
  if (kind === 4) return `(${inner()})${pick(random, ['', '', '.x', '[0]', '.*', "['x']"])}`;
  if (kind <= 6) return `${inner()} ${pick(random, OPERATORS)} ${inner()}`;
  const count = 1 + below(random, 3);
  return `${pick(random, FUNCTIONS)}(${Array.from({ length: count }, inner).join(', ')})`;
};

const NOISE =
  "' '' \" ( ) [ ] . .* , ! = == & && | || - + ${{ }} { } \\ \n \t \u0000 \uD800 \u00A0 é 😀 github event constructor __proto__ toString valueOf secrets env hashFiles( success() this globalThis process 9999999999 0x 1e".split(
    ' ',
  );

export const randomExpression = (random: Random): string => {
  let text = expression(random, 1 + below(random, 5));
  if (random() < 0.15)
    text = Array.from({ length: 2 + below(random, 300) }, () => text).join(
      pick(random, [' && ', ' || ', ' == ']),
    );
  if (random() < 0.4)
    for (let count = 1 + below(random, 3); count > 0; count -= 1) {
      const at = below(random, text.length + 1);
      text = text.slice(0, at) + pick(random, NOISE) + text.slice(at + below(random, 4));
    }
  return text.slice(0, 25_000);
};

export const randomTemplate = (random: Random): string =>
  Array.from(
    { length: 1 + below(random, 4) },
    () =>
      pick(random, ['${{ ', '${{', 'a ${{ ', '$ {{ ']) +
      randomExpression(random) +
      pick(random, [' }}', '}}', ' }} b', '}']),
  ).join(pick(random, ['', ' ', '\n']));

export const MOST_EVALUATION = 100 * slowness();

const placeFaults = (text: string, found: object): readonly string[] => {
  if (!('problem' in found)) return [];
  const { problem, offset, line, column } = found as Record<string, unknown> as {
    problem: string;
    offset: number;
    line: number;
    column: number;
  };
  const rows = text.split('\n');
  const isInside =
    offset >= 0 &&
    offset <= text.length &&
    line >= 1 &&
    line <= rows.length &&
    column >= 1 &&
    column <= rows[line - 1]!.length + 1;
  return [
    ...(isInside ? [] : [`${line}:${column} (${offset}) is not in the text`]),
    ...(problem !== '' && problem.length <= 600 ? [] : [`a problem of ${problem.length} characters`]),
  ];
};

/** Compiles and evaluates in both ways; says what went wrong. */
export const tryExpression = (
  source: string,
  template: string,
  context: () => GithubContext,
): { readonly faults: readonly string[]; readonly milliseconds: number; readonly isRight: boolean } => {
  try {
    const compiled = compileExpression(source);
    const faults = [...placeFaults(source, compiled), ...placeFaults(template, compileTemplate(template))];
    const { value, milliseconds } = timedUnder(MOST_EVALUATION, () => {
      const github = context();
      const verdict = 'problem' in compiled ? undefined : evaluateCondition(compiled, github);
      return { verdict, filled: interpolate({ a: template, b: [source] }, github) };
    });
    if (milliseconds >= MOST_EVALUATION) faults.push(`took ${milliseconds.toFixed(0)} ms`);
    const { verdict, filled } = value;
    if (verdict !== undefined && (verdict.reason === '' || verdict.reason.length > 1_000))
      faults.push(`a reason of ${verdict.reason.length} characters`);
    if ('problem' in filled) {
      if (filled.problem === '' || filled.problem.length > 1_500) faults.push('a problem too long');
    } else {
      const json = JSON.stringify(filled.value);
      // Twice as escapes: a text of quotes is twice as long in JSON.
      if (json.length > 6 * MAX_RESULT_LENGTH + source.length)
        faults.push(`a value of ${json.length} characters`);
      if (JSON.stringify(JSON.parse(json)) !== json) faults.push('a value that JSON can’t carry');
    }
    if ('polluted' in {} || 'polluted' in Object) faults.push('a prototype was changed');
    return { faults, milliseconds, isRight: verdict !== undefined };
  } catch (error) {
    return {
      faults: [`threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
      milliseconds: 0,
      isRight: false,
    };
  }
};
