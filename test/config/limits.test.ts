import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/parse.ts';

const shown = (text: string): readonly string[] =>
  parseConfig(text).problems.map(
    ({ line, column, code, message }) => `${line}:${column} ${code}: ${message}`,
  );

const list = (count: number, item: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => item(n)).join(', ');

const accept = (patterns: string): string => `accept:\n  - from: [${patterns}]\n`;

describe('a file with too much of something', () => {
  it.each([
    [
      'a spoke that names a thousand hubs',
      `publish:\n  - to: [${list(1_000, (n) => `acme/hub-${n}`)}]\n`,
      ['2:9 config-limit: found a list of 1000 entries; expected at most 100 entries'],
    ],
    [
      'a thousand routes',
      `notify:\n${'- { hub: a/b, on: push }\n'.repeat(400)}`,
      ['2:1 config-limit: found a list of 400 entries; expected at most 100 entries'],
    ],
    [
      'ten thousand routes',
      `notify:\n${'- { hub: a/b, on: push }\n'.repeat(2_500)}`,
      [
        '477:25 config-limit: the file has more than 10000 words and signs up to here; say with patterns and lists what is said many times',
      ],
    ],
    [
      'too many branches',
      `notify: [{ hub: a/b, on: { push: { branches: [${list(101, (n) => `b${n}`)}] } } }]`,
      ['1:46 config-limit: found a list of 101 entries; expected at most 100 entries'],
    ],
    [
      'too many event types',
      `accept: [{ from: a/b, event-types: [${list(101, (n) => `t${n}`)}] }]`,
      ['1:36 config-limit: found a list of 101 entries; expected at most 100 entries'],
    ],
    [
      'a pattern of branches that is too long',
      `notify: [{ hub: a/b, on: { push: { branches: ${'b'.repeat(501)} } } }]`,
      ['1:46 config-limit: found a text of 501 characters; expected at most 500 characters'],
    ],
    [
      'a pattern of repositories that is too long',
      accept(`acme/${'*'.repeat(196)}`),
      ['2:12 config-limit: found a text of 201 characters; expected at most 200 characters'],
    ],
    [
      'too many wildcards together',
      accept(list(100, () => `acme/${'*a'.repeat(50)}`)),
      [
        '2:10177 config-limit: the patterns with wildcards in this file have 10500 characters together; at most 10000 are allowed',
      ],
    ],
  ])('says what was found, and what is allowed: %s', (_, text, problems) => {
    expect(shown(text)).toEqual(problems);
  });

  it('takes any number of plain names that fits, and what stands in a payload', () => {
    expect(parseConfig(accept(list(100, () => `acme/${'a'.repeat(100)}`))).problems).toEqual([]);
    const payload = `from: [${list(90, () => `'${'*'.repeat(150)}'`)}]`;
    expect(
      parseConfig(`notify:\n  - hub: a/b\n    on: push\n    payload: { ${payload} }\n`).problems,
    ).toEqual([]);
  });

  it('never shows a character that a terminal obeys, or that turns the text around it', () => {
    const [problem] = shown('"ho\\u009bs\\u202Et\u0007": 1\n');
    expect(problem).toContain('there is no key "ho\\u009bs\\u202et\\u0007" here');
    expect(parseConfig('"a\\u009bb": 1\n').problems[0]?.path).toBe('a\\u009bb');
  });
});
