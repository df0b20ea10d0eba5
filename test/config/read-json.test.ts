import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../src/config/read-json.ts';

describe('JSON', () => {
  it('is read as the engine reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(readJson(JSON.stringify(value))).toEqual({ value: JSON.parse(JSON.stringify(value)) });
      }),
    );
  });

  it.each([
    ['', 1, 1, 'unexpected end'],
    ['{\n  "a": 1,\n', 3, 1, 'expected double-quoted property name'],
    ['{\n  "a": 1,\n}', 3, 1, 'expected double-quoted property name'],
    ['[1,\n  ]', 2, 3, "unexpected token ']'"],
    ['{"a": nul }', 1, 10, "unexpected token ' '"],
    ['abc', 1, 1, "unexpected token 'a'"],
    ['{"a": 1} # no', 1, 10, 'unexpected non-whitespace character after JSON'],
    ['{"a": "x\n"}', 1, 9, 'bad control character in string literal'],
    ['[at position 7', 1, 2, "unexpected token 'a'"],
    ['"a is not valid JSON', 1, 21, 'unterminated string'],
  ])('that is wrong is told with its place: %j', (text, line, column, message) => {
    expect(readJson(text)).toEqual({ wrong: { line, column, message } });
  });

  it('is wrong exactly where a character stands that cannot, however much follows', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { maxLength: 200 }), fc.jsonValue(), fc.nat(), (list, rest, at) => {
        const items = list.map(String);
        const before = items.slice(0, at % (items.length + 1));
        const text = `[\n${before.map((item) => `${item},\n`).join('')}@, ${JSON.stringify(rest)}`;
        expect(readJson(text)).toMatchObject({ wrong: { line: before.length + 2, column: 1 } });
      }),
    );
  });

  it('never throws, and repeats nothing of the text but one character', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        const read = readJson(`{"secret": ${text}`);
        if ('wrong' in read) expect(read.wrong.message.length).toBeLessThan(70);
      }),
    );
  });
});
