import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';

const shown = (text: string): readonly string[] =>
  parseConfig(text).problems.map(
    ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
  );

describe('a file that is not YAML', () => {
  it.each([
    ['an unquoted *', 'paths:\n  - **/README.md\n', ["2:5 config-yaml: a value that begins with * must stand in quotes: '**/README.md'"]],
    ['an unquoted ! before a name', 'paths:\n  - a\n  - !README.md # not this\n', ["3:5 config-yaml: a value that begins with ! must stand in quotes: '!README.md'"]],
    ['an unquoted condition with !', "if: !contains(github.ref, 'x')\n", ["1:5 config-yaml: a value that begins with ! must stand in quotes: '!contains(github.ref, ''x'')'"]],
    ['an unquoted @', 'paths: @foo\n', ["1:8 config-yaml: a value that begins with @ must stand in quotes: '@foo'"]],
    ['an unquoted backquote', '- `foo\n', ["1:3 config-yaml: a value that begins with ` must stand in quotes: '`foo'"]],
    ['an unquoted [', 'paths:\n  - [a-z]*.md\n', ["2:5 config-yaml: a value that begins with [ must stand in quotes: '[a-z]*.md'"]],
    ['an unquoted * in a list', 'branches: [main, *x, y]\n', ["1:18 config-yaml: a value that begins with * must stand in quotes: '*x'"]],
    ['brackets in a list', 'branches: [ main, release/v[0-9].[0-9] ]\n', ["1:28 config-yaml: a pattern with [ or ] must stand in quotes here: 'v[0-9]'"]],
    ['an expression in braces', 'x: {if: ${{ a }}}\n', ["1:10 config-yaml: inside [ ] or { } an expression must stand in quotes: '${{ … }}'"]],
    ['several such mistakes', 'a:\n  - **\n  - !x\n  - @y\n', ["2:5 config-yaml: a value that begins with * must stand in quotes: '**'", "3:5 config-yaml: a value that begins with ! must stand in quotes: '!x'", "4:5 config-yaml: a value that begins with @ must stand in quotes: '@y'"]],
    ['a tab', 'notify:\n\t- hub: a/b\n', ['2:1 config-yaml: the line is indented with a tab; YAML wants spaces']],
    ['a second colon', 'a: b: c\n', ['1:4 config-yaml: a second ": " stands on this line; put the whole value in quotes']],
    ['quotes that stay open', 'a: 1\nb: "x\nc: 2\n', ['2:4 config-yaml: the quotes that open here are never closed']],
    ['a bracket that stays open', 'a: [1,2\nb: 1\n', ['2:1 config-yaml: a "[" or "{" that was opened before is not closed; close it, and indent what is inside']],
    ['crooked indentation', 'a:\n  b: 1\n c: 2\n', ['3:1 config-yaml: the indentation fits no line above; the keys of one mapping begin in the same column']],
    ['a key without a colon', 'notify\n  - hub: x\n', ['1:1 config-yaml: a key must be followed by ":" on the same line']],
    ['two documents', 'max-hops: 1\n---\nmax-hops: 2\n', ['2:1 config-yaml: the file holds more than one document; "---" may stand only once, at its beginning']],
    ['a key that is a list', '? [a]\n: b\n', ['1:3 config-yaml: a key must be a plain text']],
    ['a wrong escape', 'a: "\\q"\n', ['1:5 config-yaml: there is no such escape in double quotes; write \\\\ for a backslash, or use single quotes']],
    ['a tag', 'a: !!binary aGVsbG8=\n', ['1:4 config-yaml: tags such as !!binary are not supported; remove it, or put the whole value in quotes']],
  ])('is explained when it has %s', (_, text, problems) => expect(shown(text)).toEqual(problems)); // prettier-ignore
});

describe('a file that is too much', () => {
  const FLATTER = 'the file is nested more than 30 levels deep; write it flatter';
  const EXHAUSTED = 'the file is nested too deeply, or repeats itself too often by aliases; write it flatter';

  const MANY =
    'the file has more than 10000 words and signs up to here; say with patterns and lists what is said many times';
  const REPEATED =
    'with its aliases written out, the file has more than 10000 values or 65536 characters; repeat less by aliases';
  const EXPRESSIONS =
    'the file has more than 1000 expressions up to here; take whole objects of the event, or fewer fields';

  it('is refused unread above 64 KiB, counted in bytes', () => {
    expect(parseConfig('#'.repeat(65_536)).problems).toEqual([]);
    expect(shown('#'.repeat(65_537))).toEqual([
      '1:1 config-too-large: the file has 65537 bytes; at most 65536 are read',
    ]);
    expect(shown(`#${'é'.repeat(32_768)}`)[0]).toMatch(/^1:1 config-too-large/);
  });

  it.each([
    ['nesting', `a: ${'['.repeat(31)}1${']'.repeat(31)}`, FLATTER],
    ['nesting without end', '['.repeat(60_000), FLATTER],
    ['nested lists in one line', '- '.repeat(4_900), EXHAUSTED],
    ['very many words and signs', '- '.repeat(30_000), MANY],
    ['very many words and signs, as in a list of 6,000', `a: [${'b, '.repeat(6_000)}]`, MANY],
    ['large values in many places', `a: &a [${'x, '.repeat(450)}]\nb: [${'*a, '.repeat(40)}]`, REPEATED],
    ['long texts in many places', `a: &a ${'x'.repeat(2_000)}\nb: [${'*a, '.repeat(40)}]`, REPEATED],
    ['very many expressions', `a: ['${'${{ 1 }}'.repeat(1_000)}', '\${{ 1 }}']`, EXPRESSIONS],
    ['a value inside itself', 'a: &a\n  b: *a\n', FLATTER],
    ['a value twice inside itself', 'a: &a [*a, *a]\n', FLATTER],
    ['aliases', `a: &a 1\nb: [${'*a,'.repeat(51)}]\n`, EXHAUSTED],
    [
      'aliases of aliases',
      'a: &x [1,1]\nb: &y [*x,*x,*x,*x,*x,*x]\nc: &z [*y,*y,*y,*y,*y,*y,*y,*y,*y]\nd: [*z,*z]\n',
      EXHAUSTED,
    ],
  ])('is refused for %s', (_, text, message) => {
    const { config, problems } = parseConfig(text);
    expect(config).toBeUndefined();
    expect(problems.map((problem) => [problem.code, problem.message])).toEqual([['config-limit', message]]);
  });

  it('is never refused for brackets in quotes, comments and texts of several lines', () => {
    const brackets = '['.repeat(500);
    const text = `# ${brackets}\nnotify:\n  - hub: a/b\n    on: push\n    payload:\n      a: '${brackets}'\n      b: "${brackets}"\n      c: |\n        ${brackets}\n      d: x${brackets}\n`;
    expect(parseConfig(text).problems).toEqual([]);
  });

  it('is read in good time, and shows a hundred problems at most', () => {
    const { problems } = parseConfig(Array.from({ length: 1000 }, (_, n) => `k${n}: 1`).join('\n'));
    expect(problems).toHaveLength(100);
  });
});
