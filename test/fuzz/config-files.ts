import { readFileSync } from 'node:fs';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { type ParsedConfig, parseConfig } from '../../src/config/parse.ts';
import { MAX_PROBLEMS } from '../../src/config/problems.ts';
import { slowness } from './slowness.ts';

export type Random = () => number;

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)]!;
export const below = (random: Random, most: number): number => Math.floor(random() * most);

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** Right files: the one that has every key, those that the README shows, and small ones in other styles. */
const GOOD: readonly string[] = [
  read('../fixtures/config/everything.yml'),
  ...[...read('../../README.md').matchAll(/^```ya?ml\n([^]*?)^```/gm)].map(([, text]) => text!),
  'notify: [{ hub: a/b, on: push, payload: { a: "x ${{ github.ref }}", b: [1, { c: null }] } }]\n',
  '{"accept": [{"from": ["acme/*", "!acme/x"], "event-types": ["a"]}], "max-hops": 2}\n',
  'notify:\r\n  - hub: acme/docs\r\n    on: &on\r\n      push: { branches: [main] }\r\n  - hub: acme/site\r\n    on: *on\r\n',
  'subscribe:\n- from: acme/*\n  on:\n    push:\n      branches:\n      - main\n      - "r/**"\n  if: |\n    github.ref == \'x\'\n    && true\n',
];

const TOKENS =
  '- |? |: |, |[|]|{|}|&a |*a|*a |!x |!!str |!!binary |# |\' |"|\'|| |>|\n|\n  |\n    - |\r\n|\t|%YAML 1.2\n|---\n|...\n|<<: |~|null|true|yes|.inf|.nan|0x1f|1e999|-|=|@|`|${{ |}}|${{ github.ref }}|\u0000|\uFEFF|\uD800|\u2028|\u0085|__proto__: |constructor: |on: push|payload: |hub: a/b|from: |if: |\\|"\\q"|"\\u12"'.split(
    '|',
  );

const VALUES =
  '1;1.10;true;null;~;[];{};"";\'\';[[]];{a: 1};"a/b";push;[push, push];- x;2024-01-01;*a;${{ x }};"${{ github.event.*.x }}";.inf;[{}];{on: push};99999999999999999999'.split(
    ';',
  );

const KEYS =
  'notify subscribe accept publish allow-public-hubs max-hops hub on if payload event-type from to branches branches-ignore tags paths types workflows push pull_request issues release workflow_run inputs workflow ref coalesce chain forks report on-failure endpoint event-types x __proto__ constructor toString <<'.split(
    ' ',
  );

type Mutation = (text: string, random: Random) => string;

const lines = (text: string): string[] => text.split('\n');

const changeLine =
  (change: (line: string, random: Random) => string): Mutation =>
  (text, random) => {
    const all = lines(text);
    const at = below(random, all.length);
    all[at] = change(all[at]!, random);
    return all.join('\n');
  };

const put = (text: string, at: number, length: number, what: string): string =>
  text.slice(0, at) + what + text.slice(at + length);

const MUTATIONS: readonly Mutation[] = [
  (text, random) => put(text, below(random, text.length + 1), 0, pick(random, TOKENS)),
  (text, random) => put(text, below(random, text.length + 1), below(random, 20), pick(random, TOKENS)),
  (text, random) => put(text, below(random, text.length + 1), 1 + below(random, 40), ''),
  (text, random) =>
    put(text, below(random, text.length + 1), below(random, 2), String.fromCharCode(below(random, 65_536))),
  (text, random) =>
    put(text, below(random, text.length + 1), below(random, 2), String.fromCharCode(below(random, 128))),
  (text, random) => text.slice(0, below(random, text.length + 1)),
  (text, random) => text.slice(below(random, text.length + 1)),
  // Pieces of two files
  (text, random) => {
    const other = pick(random, GOOD);
    return text.slice(0, below(random, text.length + 1)) + other.slice(below(random, other.length + 1));
  },
  // Lines twice, away, elsewhere
  (text, random) => {
    const all = lines(text);
    const from = below(random, all.length);
    all.splice(below(random, all.length + 1), 0, ...all.slice(from, from + 1 + below(random, 5)));
    return all.join('\n');
  },
  (text, random) => {
    const all = lines(text);
    all.splice(below(random, all.length), 1 + below(random, 3));
    return all.join('\n');
  },
  (text, random) => {
    const all = lines(text);
    const [line = ''] = all.splice(below(random, all.length), 1);
    all.splice(below(random, all.length + 1), 0, line);
    return all.join('\n');
  },
  // Indentation
  changeLine((line, random) => ' '.repeat(below(random, 9)) + line),
  changeLine((line, random) => line.slice(below(random, 4))),
  changeLine((line) => line.replace(/^ +/, '\t')),
  changeLine((line, random) => line.trimStart().padStart(line.length + below(random, 5))),
  // Keys and values of another kind
  changeLine((line, random) => line.replace(/[\w-]+(?=:)/, pick(random, KEYS))),
  changeLine((line, random) => line.replace(/: .*/, `: ${pick(random, VALUES)}`)),
  changeLine((line, random) => line.replace(/- .*/, `- ${pick(random, VALUES)}`)),
  changeLine((line, random) => `${line.replace(/\S.*/, '')}${pick(random, KEYS)}: ${pick(random, VALUES)}`),
  changeLine((line, random) => line.replaceAll(/[[\]{},'"]/g, (sign) => (random() < 0.4 ? '' : sign))),
  // Much of the same
  (text, random) => {
    const at = below(random, text.length);
    const unit = text.slice(at, at + 1 + below(random, 30));
    return put(text, at, 0, unit.repeat(below(random, 400))).slice(0, 70_000);
  },
  (text, random) =>
    put(text, below(random, text.length), 0, pick(random, TOKENS).repeat(below(random, 3_000))),
];

/** A right file with one to six mistakes, the same for the same numbers. */
export const mutatedFile = (random: Random): string => {
  let text = pick(random, GOOD);
  for (let count = 1 + below(random, 6); count > 0; count -= 1) text = pick(random, MUTATIONS)(text, random);
  return text;
};

const CONTROL = /[\u0000-\u001F\u007F-\u009F\u2028\u2029]/;
const CODES = new Set<string>(Object.keys(CONFIG_CODES));

/** What is not as it must be in the answer to any text at all; empty where all is well. */
export const faultsOf = (text: string, { config, problems }: ParsedConfig): readonly string[] => {
  const isWrong = problems.some(({ severity }) => severity === 'error');
  const rows = text.length > 200_000 ? [''] : text.split(/\r\n|\n/);
  return [
    ...(isWrong === (config === undefined) ? [] : ['neither a config nor an error, or both']),
    ...(problems.length > MAX_PROBLEMS ? [`${problems.length} problems`] : []),
    ...problems.flatMap(({ code, line, column, message, path }) => [
      ...(CODES.has(code) ? [] : [`unknown code ${code}`]),
      ...(Number.isInteger(line) && line >= 1 && line <= rows.length
        ? []
        : [`line ${line} of ${rows.length}`]),
      ...(Number.isInteger(column) && column >= 1 && column <= (rows[line - 1]?.length ?? 0) + 1
        ? []
        : [`column ${column} in line ${line} of ${rows[line - 1]?.length ?? 0}: ${code} ${message}`]),
      ...(message.length > 0 && message.length <= 1_000 ? [] : [`a message of ${message.length} characters`]),
      ...(CONTROL.test(message) ? [`a control character in ${JSON.stringify(message)}`] : []),
      ...(CONTROL.test(path) || path.length > 2_000
        ? [`the path ${JSON.stringify(path.slice(0, 200))}`]
        : []),
    ]),
  ];
};

const timed = <Value>(work: () => Value): { readonly value: Value; readonly milliseconds: number } => {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, milliseconds: (user + system) / 1_000 };
};

/** CPU time; of several tries the shortest where one takes too long: a collector or a compiler may have come between. */
export const timedUnder = <Value>(
  most: number,
  work: () => Value,
): { readonly value: Value; readonly milliseconds: number } => {
  let best = timed(work);
  for (let tries = 1; tries < 5 && best.milliseconds >= most; tries += 1) {
    const again = timed(work);
    if (again.milliseconds < best.milliseconds) best = again;
  }
  return best;
};

/** 50 ms, on the machine where that was set. */
export const MOST_MILLISECONDS = 50 * slowness();

/** Reads the text in all ways that matter; says what went wrong. */
export const tryFile = (
  text: string,
): { readonly faults: readonly string[]; readonly milliseconds: number; readonly isRight: boolean } => {
  try {
    const { value, milliseconds } = timedUnder(MOST_MILLISECONDS, () => parseConfig(text));
    const slow = milliseconds < MOST_MILLISECONDS ? [] : [`took ${milliseconds.toFixed(1)} ms`];
    return {
      faults: [...new Set([...slow, ...faultsOf(text, value)])].slice(0, 3),
      milliseconds,
      isRight: value.config !== undefined,
    };
  } catch (error) {
    return { faults: [`threw ${String(error)}`], milliseconds: 0, isRight: false };
  }
};
