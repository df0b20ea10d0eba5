import { Lexer } from 'yaml';
import { MAX_CONFIG_BYTES } from '../../src/config/read-strictly.ts';
import { MAX_PIECES } from '../../src/config/document-limits.ts';

/** Made anew each time, so that a table of large texts does not stay in memory. */
export interface HostileFile {
  readonly name: string;
  /** As large as a file may be; and, where that has too many pieces to be read, as many of them as are read. */
  readonly make: () => readonly string[];
}

/** As many whole units as fit into the largest file that is read, between a head and a tail. */
const filled = (most: number, unit: string | ((n: number) => string), head = '', tail = ''): string => {
  const one = typeof unit === 'string' ? () => unit : unit;
  const parts: string[] = [];
  let room = most - Buffer.byteLength(head) - Buffer.byteLength(tail);
  for (let n = 0; ; n += 1) {
    const next = one(n);
    room -= Buffer.byteLength(next);
    if (room < 0 || next === '') return head + parts.join('') + tail;
    parts.push(next);
  }
};

/** Units, and as many closing ones in turn. */
const nested = (most: number, open: string, close: string, inside = '1', head = ''): string => {
  const depth = Math.floor((most - head.length - inside.length) / (open.length + close.length));
  return head + open.repeat(depth) + inside + close.repeat(depth);
};

const staircase = (most: number, step: (depth: number) => string): string => {
  let text = '';
  for (let depth = 0; text.length < most; depth += 1) {
    const line = step(depth);
    if (text.length + line.length > most) break;
    text += line;
  }
  return text;
};

const ROUTE = 'notify:\n  - hub: a/b\n';
const ON_PUSH = `${ROUTE}    on: push\n`;
const FILTERS = `    on:
      push: { branches: [main, 'r/**'], tags: ['v*'], paths: ['docs/**', '!docs/x'] }
      pull_request: { types: [opened], branches: main, paths-ignore: '**.md' }
      issues: { types: [opened, closed] }
      release: { types: published }
      workflow_run: { workflows: [Build], branches-ignore: [a] }
`;

const rows: readonly (readonly [string, (room: number) => string])[] = [
  ['flow lists, closed', (room) => nested(room, '[', ']')],
  ['flow lists, never closed', (room) => '['.repeat(room)],
  ['flow lists, only closed', (room) => ']'.repeat(room)],
  ['flow lists below a key', (room) => nested(room, '[', ']', '1', 'a: ')],
  ['flow maps, closed', (room) => nested(room, '{a: ', '}')],
  ['flow maps, never closed', (room) => filled(room, '{a: ')],
  ['flow braces, never closed', (room) => filled(room, '{')],
  ['flow braces as keys', (room) => nested(room, '{? ', '}')],
  ['flow mixed', (room) => nested(room, '[{a: ', '}]')],
  ['flow mixed, closed in the wrong order', (room) => nested(room, '[{a: ', ']}')],
  ['flow lists, a line each', (room) => filled(room, '[\n')],
  ['flow lists, a line each, closed', (room) => nested(room, '[\n', ']\n')],
  ['flow lists with commas', (room) => filled(room, '[,')],
  ['flow lists as keys', (room) => filled(room, '[a]: ')],
  ['flow lists in explicit keys', (room) => filled(room, '? [')],
  ['flow lists 29 deep, many', (room) => filled(room, `  - ${'['.repeat(27)}1${']'.repeat(27)}\n`, 'a:\n')],
  ['flow lists 300 deep, many', (room) => filled(room, `  - ${'['.repeat(300)}1${']'.repeat(300)}\n`, 'a:\n')],
  ['flow lists 1000 deep, many', (room) => filled(room, `- ${'['.repeat(1000)}1${']'.repeat(1000)}\n`)],
  ['flow lists 1000 deep, open, in many documents', (room) => filled(room, `--- ${'['.repeat(1000)}\n`)],
  ['flow lists with anchors', (room) => filled(room, (n) => `[&a${n} `)],
  ['flow lists with tags', (room) => filled(room, '[!t ')],
  ['flow lists with quotes', (room) => filled(room, `['"[`)],
  ['flow list of brackets in quotes', (room) => filled(room, `'[[[[[[[[{{{{{{{',`, 'a: [', ']')],
  ['flow lists after a comment', () => `# ${'['.repeat(30_000)}\n${'['.repeat(30_000)}`],
  ['flow lists in a block scalar', () => `a: |\n  ${'['.repeat(60_000)}\n`],
  ['flow lists in a plain scalar', () => `a: x${'['.repeat(60_000)}\n`],
  ['flow list of many', (room) => filled(room, 'a, ', '[', ']')],
  ['flow list of empty', (room) => filled(room, ',', '[', ']')],
  ['flow list of lists', (room) => filled(room, '[],', '[', ']')],
  ['flow list of maps', (room) => filled(room, '{},', '[', ']')],
  ['flow list of pairs', (room) => filled(room, 'a: b,', '[', ']')],
  ['flow map of many keys', (room) => filled(room, (n) => `k${n}, `, '{', '}')],
  ['flow map of many pairs', (room) => filled(room, (n) => `k${n}: v, `, '{', '}')],
  ['flow map of the same key', (room) => filled(room, 'a: 1,', '{', '}')],
  ['flow map, never closed, many lines', (room) => filled(room, (n) => `k${n}: 1,\n`, 'a: {\n')],
  ['flow list, a line each', (room) => filled(room, 'x,\n', 'a: [\n')],
  ['flow list, badly indented', (room) => filled(room, 'x,\n', 'a:\n  b: [\n', ']')],
  ['flow list with comments', (room) => filled(room, 'x, # y\n ', 'a: [\n ', ']')],
  ['flow list without commas', (room) => filled(room, '"x" ', '[', ']')],
  ['block lists in one line', (room) => filled(room, '- ')],
  ['block lists in many lines', (room) => filled(room, '- - - -\n')],
  ['block lists 1000 deep, many', (room) => filled(room, `${'- '.repeat(1000)}\n`)],
  ['explicit keys in one line', (room) => filled(room, '? ')],
  ['explicit keys and values', (room) => filled(room, '? a\n: b\n')],
  ['lists and explicit keys in one line', (room) => filled(room, '- ? ')],
  ['maps in one line', (room) => filled(room, 'a: ')],
  ['stairs of maps', (room) => staircase(room, (depth) => `${' '.repeat(depth)}a:\n`)],
  ['stairs of lists', (room) => staircase(room, (depth) => `${' '.repeat(depth)}-\n`)],
  ['stairs of explicit keys', (room) => staircase(room, (depth) => `${' '.repeat(depth)}?\n`)],
  ['stairs of quoted keys', (room) => staircase(room, (depth) => `${' '.repeat(depth)}"a":\n`)],
  ['stairs down and up', (room) => filled(room, (n) => `${' '.repeat(60 - Math.abs(60 - (n % 120)))}a${n}:\n`)],
  ['crooked indentation', (room) => filled(room, (n) => `${' '.repeat((n * 7) % 13)}a: 1\n`)],
  ['crooked indentation of entries', (room) => filled(room, (n) => `${' '.repeat((n * 7) % 13)}- 1\n`)],
  ['spaces', (room) => ' '.repeat(room)],
  ['spaces before a value', () => `a:${' '.repeat(65_000)}b`],
  ['spaces at the end of lines', (room) => filled(room, `a: 1${' '.repeat(500)}\n`)],
  ['lines of spaces', (room) => filled(room, `${' '.repeat(500)}\n`, 'a:\n')],
  ['lines of spaces in a plain scalar', (room) => filled(room, `${' '.repeat(200)}x\n`, 'a: b\n')],
  ['empty lines', (room) => '\n'.repeat(room)],
  ['empty lines inside a list', () => `a:\n${'\n'.repeat(65_000)}  - 1\n`],
  ['carriage returns', (room) => '\r'.repeat(room)],
  ['CRLF', () => '\r\n'.repeat(32_768)],
  ['CRLF keys', (room) => filled(room, (n) => `k${n}: 1\r\n`)],
  ['tabs', (room) => '\t'.repeat(room)],
  ['lines of tabs', (room) => filled(room, '\ta: 1\n', 'a:\n')],
  ['tabs after spaces', (room) => filled(room, '  \t- x\n', 'a:\n')],
  ['tabs inside flow', (room) => filled(room, '\t\n', '[', ']')],
  ['byte order marks', () => '\uFEFF'.repeat(21_845)],
  ['byte order marks and documents', (room) => filled(room, '\uFEFF---\n')],
  ['NUL', (room) => '\u0000'.repeat(room)],
  ['NUL in keys', (room) => filled(room, '\u0000: 1\n')],
  ['lone surrogates', () => '\uD800'.repeat(21_845)],
  ['lone surrogates in keys', (room) => filled(room, (n) => `\uDFFF${n}: 1\n`)],
  ['control characters', (room) => filled(room, '\u0007\u001B\u007F\u0085\u2028: 1\n')],
  ['four-byte characters', () => '😀'.repeat(16_384)],
  ['plain scalar', (room) => 'a'.repeat(room)],
  ['plain scalar of words', (room) => filled(room, 'a ')],
  ['plain scalar of colons', (room) => ':'.repeat(room)],
  ['plain scalar of hashes', (room) => filled(room, 'a#')],
  ['plain scalar of many lines', (room) => filled(room, 'b\n ', 'a: ')],
  ['plain scalar of many lines, at the top', (room) => filled(room, 'b\n')],
  ['plain scalar of many lines, with comments', (room) => filled(room, 'b #\n ', 'a: ')],
  ['digits', () => `a: ${'9'.repeat(65_000)}`],
  ['digits and dots', () => `a: ${'9'.repeat(32_000)}.${'9'.repeat(32_000)}e9999`],
  ['hexadecimal digits', () => `a: 0x${'f'.repeat(65_000)}`],
  ['many numbers', (room) => filled(room, '1.5e3,', 'a: [', ']')],
  ['many infinite numbers', (room) => filled(room, '.inf,', 'a: [', ']')],
  ['double quotes', () => `a: "${'x'.repeat(65_000)}"`],
  ['double quotes, never closed', () => `a: "${'x'.repeat(65_000)}`],
  ['double quotes of escapes', (room) => filled(room, '\\n', 'a: "', '"')],
  ['double quotes of wrong escapes', (room) => filled(room, '\\q', 'a: "', '"')],
  ['double quotes of code points', (room) => filled(room, '\\U0001F600', 'a: "', '"')],
  ['double quotes of many lines', (room) => filled(room, 'x\n ', 'a: "', '"')],
  ['double quotes of empty lines', (room) => filled(room, '\n', 'a: "', '"')],
  ['double quotes of continued lines', (room) => filled(room, '\\\n', 'a: "', '"')],
  ['double quotes of spaces', () => `a: "${' '.repeat(65_000)}"`],
  ['double quotes of lines of spaces', (room) => filled(room, `${' '.repeat(60)}\n`, 'a: "', '"')],
  ['single quotes of quotes', (room) => filled(room, "''", "a: '", "'")],
  ['single quotes of many lines', (room) => filled(room, 'x\n ', "a: '", "'")],
  ['single quotes, never closed, one a line', (room) => filled(room, "a: '\n")],
  ['quotes after quotes', (room) => filled(room, `""`)],
  ['quoted keys', (room) => filled(room, (n) => `"k${n}": 1\n`)],
  ['quoted values that lack something', (room) => filled(room, `a: "x" y\n`)],
  ['block scalar', (room) => filled(room, '  x\n', 'a: |\n')],
  ['block scalar of empty lines', (room) => filled(room, '\n', 'a: |+\n')],
  ['block scalar, folded', (room) => filled(room, '  x y\n', 'a: >-\n')],
  ['block scalar, folded, of empty lines', (room) => filled(room, '  x\n\n', 'a: >\n')],
  ['block scalar, folded, indented more', (room) => filled(room, (n) => `${' '.repeat(2 + (n % 9))}x\n`, 'a: >\n')],
  ['block scalars, many', (room) => filled(room, (n) => `k${n}: |\n x\n`)],
  ['block scalars, in each other', (room) => filled(room, '- |\n')],
  ['block scalar of CRLF', (room) => filled(room, '  x\r\n', 'a: |\r\n')],
  ['block scalar of spaces', (room) => filled(room, `${' '.repeat(90)}\n`, 'a: |\n')],
  ['block scalars with wrong headers', (room) => filled(room, 'a: |99xx\n')],
  ['comments', (room) => filled(room, '#\n')],
  ['comments before entries', (room) => filled(room, '# x\n- 1\n')],
  ['comments after entries', (room) => filled(room, '- 1 # x\n')],
  ['comments before keys', (room) => filled(room, (n) => `#\nk${n}: # x\n  # y\n`)],
  ['comments indented less and less', (room) => staircase(room, (depth) => `${' '.repeat(300 - (depth % 300))}#\n`)],
  ['one comment', (room) => '#'.repeat(room)],
  ['comments in flow', (room) => filled(room, '#\n', '[ ', ']')],
  ['documents', (room) => filled(room, '---\n')],
  ['documents with a value', (room) => filled(room, '--- a\n')],
  ['documents that end', (room) => filled(room, '...\n')],
  ['documents that end and begin', (room) => filled(room, 'a\n...\n---\n')],
  ['documents in one line', (room) => filled(room, '--- ')],
  ['directives', (room) => filled(room, '%YAML 1.2\n')],
  ['directives with documents', (room) => filled(room, '%TAG ! tag:x,2000:\n---\na\n...\n')],
  ['unknown directives', (room) => filled(room, '%x\n')],
  ['tag directives', (room) => filled(room, (n) => `%TAG !t${n}! tag:x\n`, '', '---\na: 1\n')],
  ['anchors', (room) => filled(room, (n) => `k${n}: &a${n} 1\n`)],
  ['anchors in one line', (room) => filled(room, '&a ')],
  ['the same anchor', (room) => filled(room, '- &a 1\n')],
  ['aliases', (room) => filled(room, '*a,', 'a: &a 1\nb: [', ']\n')],
  ['aliases of their own anchors', (room) => filled(room, (n) => `k${n}: &a${n} 1\nl${n}: *a${n}\n`)],
  ['aliases of nothing', (room) => filled(room, '- *x\n')],
  ['aliases as keys', (room) => filled(room, '*a : 1\n', 'a: &a 1\n')],
  ['fifty aliases of a large value', (room) => filled(room, 'x, ', `a: &a [`, `]\nb: [${'*a, '.repeat(50)}]\n`)],
  [
    'fifty aliases of large routes',
    (room) => filled(room, `  - hub: a/b\n    on: push\n`, `${ON_PUSH}accept: &a\n`, `\npublish: [${'*a, '.repeat(50)}]\n`),
  ],
  ['fifty aliases of many patterns', (room) => {
    const entries = Array.from({ length: 49 }, () => '  - from: *p\n').join('');
    return filled(room, (n) => `a/b${n}, `, 'accept:\n  - from: &p [', `]\n${entries}`);
  }],
  ['fifty aliases of a large payload', (room) => {
    const entries = Array.from({ length: 49 }, () => '  - hub: a/b\n    on: push\n    payload: *p\n').join('');
    return filled(room, "'${{ github.ref }}', ", `${ON_PUSH}    payload: &p\n      x: [`, `]\n${entries}`);
  }],
  ['fifty aliases of a large wrong payload', (room) => {
    const entries = Array.from({ length: 49 }, () => '  - hub: a/b\n    on: push\n    payload: *p\n').join('');
    return filled(room, "'${{ x }}', ", `${ON_PUSH}    payload: &p\n      x: [`, `]\n${entries}`);
  }],
  ['fifty aliases of a long condition', () => {
    const entries = Array.from({ length: 49 }, () => '  - hub: a/b\n    on: push\n    if: *p\n').join('');
    const words = "github.event.a == 'x' && ".repeat(800);
    return `${ON_PUSH}    if: &p ${words}true\n${entries}`;
  }],
  ['billion laughs', () => `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.split('').map((key, n) => `${key}: &${key} [${`*${'abcdefgh'.charAt(n)},`.repeat(9)}]`).join('\n')}\n`],
  ['doubling', () => `a0: &a0 [x]\n${Array.from({ length: 24 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n}, *a${n}]\n`).join('')}`],
  ['a value inside itself', () => 'a: &a [*a, *a, { b: *a }]\n'],
  ['tags', (room) => filled(room, '- !!str x\n')],
  ['tags in one line', (room) => filled(room, '!a ')],
  ['unknown tags', (room) => filled(room, '- !x y\n')],
  ['verbatim tags', (room) => filled(room, '- !<x> y\n')],
  ['sets and ordered maps', (room) => filled(room, '- !!omap [a: 1]\n- !!set {a}\n')],
  ['binary', () => `a: !!binary ${'QUJD'.repeat(16_000)}`],
  ['merge keys', (room) => filled(room, '<<: {a: 1}\n')],
  ['merge keys in entries', (room) => filled(room, '- <<: [{a: 1}]\n')],
  ['duplicate keys', (room) => filled(room, 'a: 1\n')],
  ['duplicate keys, two letters', (room) => filled(room, (n) => `k${n % 500}: 1\n`)],
  ['duplicate keys in entries', (room) => filled(room, '- {a: 1, a: 2}\n')],
  ['keys', (room) => filled(room, (n) => `k${n}: 1\n`)],
  ['short keys', (room) => filled(room, (n) => `${n.toString(36)}:\n`)],
  ['keys near to right ones', (room) => filled(room, (n) => `notif${n}: 1\n`)],
  ['long keys near to right ones', (room) => filled(room, (n) => `notify${'y'.repeat(900)}${n}: 1\n`)],
  ['long keys', (room) => filled(room, (n) => `${'k'.repeat(1000)}${n}: 1\n`)],
  ['one long key', () => `${'k'.repeat(65_000)}: 1\n`],
  ['explicit long keys', (room) => filled(room, (n) => `? ${'k'.repeat(2000)}${n}\n: 1\n`)],
  ['keys without values', (room) => filled(room, (n) => `k${n}\n`)],
  ['keys that are lists', (room) => filled(room, '? [a]\n: b\n')],
  ['keys that are empty', (room) => filled(room, ': a\n')],
  ['keys of the language’s own objects', (room) => filled(room, 'constructor: 1\n__proto__: 2\n- x\n')],
  ['__proto__', (room) => filled(room, '{ __proto__: 1 },', 'a: [', ']')],
  ['unknown keys in routes', (room) => filled(room, (n) => `    k${n}: 1\n`, ON_PUSH)],
  ['unknown keys near to right ones in routes', (room) => filled(room, (n) => `    event-typ${n}: 1\n`, ON_PUSH)],
  ['unknown events', (room) => filled(room, (n) => `      pus${n}: {}\n`, `${ROUTE}    on:\n`)],
  ['unknown filters', (room) => filled(room, (n) => `        branche${n}: x\n`, `${ROUTE}    on:\n      push:\n`)],
  ['unknown keys in each of many routes', (room) => filled(room, (n) => `  - { hub: a/b, on: push, a${n}: 1, b: 2, c: 3, d: 4 }\n`, 'notify:\n')],
  ['routes', (room) => filled(room, '  - hub: a/b\n    on: push\n', 'notify:\n')],
  ['ten thousand routes', () => `notify:\n${'- {}\n'.repeat(10_000)}`],
  ['ten thousand routes of another type', (room) => filled(room, '- 1\n', 'notify:\n')],
  ['ten thousand wrong routes in each list', (room) => filled(room, '- {}\n- 1\n', 'accept:\n- x\npublish:\n- x\nsubscribe:\n- x\nnotify:\n')],
  ['a hundred routes with all filters', () => `notify:\n${`  - hub: a/b\n${FILTERS}`.repeat(100)}`],
  ['a hundred routes with all filters and a payload', () => `notify:\n${`  - hub: a/b\n${FILTERS}    payload: { a: '\${{ github.ref }}', b: "x \${{ github.event.n }}" }\n`.repeat(100)}`],
  ['a hundred routes and a hundred problems each', () => `notify:\n${`  - hub: a\n    on: { push: { types: [${'x,'.repeat(100)}] } }\n`.repeat(100)}`],
  ['a thousand hubs', () => `publish:\n  - to: [${Array.from({ length: 1000 }, (_, n) => `acme/hub-${n}`).join(', ')}]\n`],
  ['a thousand entries', () => `publish:\n${Array.from({ length: 1000 }, (_, n) => `  - to: acme/hub-${n}\n`).join('')}`],
  ['a thousand hubs to notify', () => `notify:\n${Array.from({ length: 1000 }, (_, n) => `  - { hub: acme/hub-${n}, on: push }\n`).join('')}`],
  ['patterns', (room) => filled(room, 'a,', `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['patterns that can’t be read', (room) => filled(room, "'[',", `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['patterns that are too long', (room) => filled(room, `'${'*a'.repeat(260)}',`, `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['patterns at the limit', (room) => filled(room, `'${'*a'.repeat(250)}',`, `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['patterns of another type', (room) => filled(room, '1,', `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['patterns of empty texts', (room) => filled(room, `'',`, `${ROUTE}    on: { push: { branches: [`, '] } }\n')],
  ['sets of thousands', () => `${ROUTE}    on: { push: { branches: '[${'a'.repeat(60_000)}]' } }\n`],
  ['repository patterns', (room) => filled(room, 'a/b,', 'accept: [{ from: [', '] }]\n')],
  ['repository patterns that can’t match', (room) => filled(room, 'a,', 'accept: [{ from: [', '] }]\n')],
  ['patterns in a hundred entries', () => `accept:\n${`  - from: [${'a/*, '.repeat(100)}]\n`.repeat(100)}`],
  ['event types', (room) => filled(room, 'a,', 'accept: [{ from: a/b, event-types: [', '] }]\n')],
  ['events', (room) => filled(room, 'push,', `${ROUTE}    on: [`, ']\n')],
  ['wrong events', (room) => filled(room, 'pus,', `${ROUTE}    on: [`, ']\n')],
  ['activity types', (room) => filled(room, 'opened,', `${ROUTE}    on: { issues: { types: [`, '] } }\n')],
  ['wrong activity types', (room) => filled(room, 'x,', `${ROUTE}    on: { issues: { types: [`, '] } }\n')],
  ['workflows', (room) => filled(room, 'x,', `${ROUTE}    on: { workflow_run: { workflows: [`, '] } }\n')],
  ['payload of templates', (room) => filled(room, "'${{ github.ref }}',", `${ON_PUSH}    payload:\n      a: [`, ']\n')],
  ['payload of one text with templates', (room) => filled(room, '${{ github.ref }}', `${ON_PUSH}    payload:\n      a: '`, "'\n")],
  ['payload of one text with tiny templates', (room) => filled(room, '${{1}}', `${ON_PUSH}    payload:\n      a: '`, "'\n")],
  ['payload of wrong templates', (room) => filled(room, "'${{ x }}',", `${ON_PUSH}    payload:\n      a: [`, ']\n')],
  ['payload of open templates', (room) => filled(room, "'${{',", `${ON_PUSH}    payload:\n      a: [`, ']\n')],
  ['payload of one open template', (room) => filled(room, '${{ ', `${ON_PUSH}    payload:\n      a: '`, "'\n")],
  ['payload of braces', (room) => filled(room, "{''", `${ON_PUSH}    payload:\n      a: '\${{`, "'\n")],
  ['payload of keys', (room) => filled(room, (n) => `      k${n}: 1\n`, `${ON_PUSH}    payload:\n`)],
  ['payload of keys inside', (room) => filled(room, (n) => `        k${n}: 1\n`, `${ON_PUSH}    payload:\n      a:\n`)],
  ['payload 29 deep, many', (room) => filled(room, `${'['.repeat(24)}x${']'.repeat(24)},`, `${ON_PUSH}    payload: { a: [`, '] }\n')],
  ['inputs', (room) => filled(room, (n) => `      k${n}: 1\n`, `${ON_PUSH}    workflow: a.yml\n    inputs:\n`)],
  ['inputs that are lists', (room) => filled(room, (n) => `      k${n}: []\n`, `${ON_PUSH}    workflow: a.yml\n    inputs:\n`)],
  ['condition at the limit', () => `${ON_PUSH}    if: ${"github.event.a == 'x' && ".repeat(830)}true\n`],
  ['condition above the limit', (room) => filled(room, 'github.a && ', `${ON_PUSH}    if: `, 'true\n')],
  ['conditions at the limit, three', () => `notify:\n${`  - hub: a/b\n    on: push\n    if: ${'1&&'.repeat(6900)}1\n`.repeat(3)}`],
  ['condition of brackets', () => `${ON_PUSH}    if: ${'('.repeat(10_000)}1${')'.repeat(10_000)}\n`],
  ['condition of not', () => `${ON_PUSH}    if: "${'!'.repeat(20_000)}1"\n`],
  ['condition of indexes', () => `${ON_PUSH}    if: github${'[0]'.repeat(6900)}\n`],
  ['condition of stars', () => `${ON_PUSH}    if: github${'.*'.repeat(10_000)}\n`],
  ['condition of calls', () => `${ON_PUSH}    if: ${'toJSON('.repeat(2900)}1${')'.repeat(900)}\n`],
  ['condition of many arguments', () => `${ON_PUSH}    if: format(${'1,'.repeat(10_400)}1)\n`],
  ['condition of spaces', () => `${ON_PUSH}    if: "1${' '.repeat(20_000)}1"\n`],
  ['condition of open texts', () => `${ON_PUSH}    if: "${"'' ".repeat(6000)}'"\n`],
  ['condition of dashes', () => `${ON_PUSH}    if: "github.${'-'.repeat(20_000)}"\n`],
  ['conditions in a hundred routes', () => `notify:\n${`  - hub: a/b\n    on: push\n    if: ${"github.a == 'x' && ".repeat(31)}true\n`.repeat(100)}`],
  ['wrong conditions in a hundred routes', () => `notify:\n${`  - hub: a/b\n    on: push\n    if: ${"github.a == 'x' && ".repeat(31)}x\n`.repeat(100)}`],
  ['unquoted patterns', (room) => filled(room, '  - **/x\n', 'a:\n')],
  ['unquoted conditions', (room) => filled(room, 'if: !x\n')],
  ['reserved characters', (room) => filled(room, '- @x\n- `y\n')],
  ['a second colon', (room) => filled(room, 'a: b: c\n')],
  ['dashes', (room) => '-'.repeat(room)],
  ['question marks', (room) => '?'.repeat(room)],
  ['stars', (room) => '*'.repeat(room)],
  ['ampersands', (room) => '&'.repeat(room)],
  ['exclamation marks', (room) => '!'.repeat(room)],
  ['percent signs', (room) => '%'.repeat(room)],
  ['bars', (room) => '|'.repeat(room)],
  ['commas', (room) => ','.repeat(room)],
  ['durations', () => `${ON_PUSH}    coalesce: ${'9'.repeat(60_000)}s\n`],
  ['a long hub', () => `notify:\n  - hub: ${'a'.repeat(60_000)}/b\n    on: push\n`],
  ['a long workflow', () => `${ON_PUSH}    workflow: ${'a.yml'.repeat(12_000)}x\n`],
  ['a long repository pattern', () => `accept:\n  - from: ${'a/'.repeat(30_000)}\n`],
  ['a long value of another type', () => `allow-public-hubs: ${'x'.repeat(60_000)}\n`],
  ['JSON', () => JSON.stringify({ notify: Array.from({ length: 900 }, () => ({ hub: 'a/b', on: { push: { branches: ['x'] } } })) })],
  ['JSON of texts', () => JSON.stringify({ notify: [{ hub: 'a/b', on: 'push', payload: { a: Array.from({ length: 5000 }, (_, n) => `${n}`) } }] })],
  ['another file: a lock file', (room) => filled(room, (n) => `  /pkg-${n}@1.0.${n}(x@1): { resolution: { integrity: sha512-${'A'.repeat(40)}== }, dev: true }\n`, 'packages:\n')],
  ['another file: HTML', (room) => filled(room, '<div class="x">: &nbsp; <a href="#">*</a></div>\n')],
  ['another file: a program', (room) => filled(room, 'if (a[0] > { b: 1 }) { return `x${y}`; }\n')],
  ['one byte too many', () => ' '.repeat(MAX_CONFIG_BYTES + 1)],
  ['many megabytes', () => '['.repeat(20_000_000)],
  ['many megabytes of keys', () => 'key: value\n'.repeat(2_000_000)],
  ['many megabytes of four bytes each', () => '😀'.repeat(5_000_000)],
]; // prettier-ignore

/** Where a file has more pieces than are read, how much of it has not. */
const roomFor = (text: string): number => {
  let pieces = 0;
  let length = 0;
  for (const piece of new Lexer().lex(text)) {
    pieces += 1;
    if (pieces > MAX_PIECES - 50) return length;
    length += piece.length;
  }
  return text.length;
};

/** Files made to be slow, or large inside, or simply wrong. */
export const HOSTILE_FILES: readonly HostileFile[] = rows.map(([name, make]) => ({
  name,
  make: () => {
    const whole = make(MAX_CONFIG_BYTES);
    const room = make.length === 0 ? whole.length : roomFor(whole);
    return room === whole.length ? [whole] : [whole, make(room)];
  },
}));
