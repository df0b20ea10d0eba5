import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONFIG_CODES } from '../../src/config/codes.ts';
import { parseConfig } from '../../src/config/parse.ts';

const EVERYTHING = readFileSync(new URL('../fixtures/config/everything.yml', import.meta.url), 'utf8');

/** Words of zod's and yaml's own messages. */
const FOREIGN =
  /Invalid input|Invalid option|Unrecognized key|Too (big|small)|received |YAMLParseError|flow sequence|block collection/;

const expectWellFormed = (text: string): void => {
  const { config, problems } = parseConfig(text);
  const lines = text.split(/\r?\n/).length;
  for (const problem of problems) {
    expect(Object.keys(CONFIG_CODES)).toContain(problem.code);
    expect(problem.line).toBeGreaterThanOrEqual(1);
    expect(problem.line).toBeLessThanOrEqual(lines);
    expect(problem.column).toBeGreaterThanOrEqual(1);
    expect(problem.message).not.toBe('');
    expect(problem.message).not.toMatch(FOREIGN);
  }
  expect(config === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
};

describe('parseConfig', () => {
  it('never throws on any text, and says what is wrong in words of its own', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), expectWellFormed), {
      numRuns: 500,
    });
  });

  it('never throws on anything made of YAML’s own characters', () => {
    const piece = fc.constantFrom(
      ...['notify', 'on', 'push', 'hub', 'payload', 'if', 'a/b', '1', '""', "'", '"', ': ', ':', '\n', '\n  ', '\n    - ',
        '- ', '[', ']', '{', '}', ',', '*', '&a ', '*a', '!', '!!str ', '@', '`', '|', '>', '#', '%', '---', '?', '~',
        '\t', '<<', '__proto__', 'constructor', '${{', '}}', '.nan', '\u0000', '\uFEFF', '\r'],
    ); // prettier-ignore
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
    fc.assert(fc.property(text, expectWellFormed), { numRuns: 3000 });
  });

  it('never throws on a right file that was damaged', () => {
    const place = fc.nat(EVERYTHING.length);
    fc.assert(
      fc.property(place, fc.nat(40), fc.string({ maxLength: 10 }), (at, length, put) => {
        expectWellFormed(EVERYTHING.slice(0, at) + put + EVERYTHING.slice(at + length));
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on any JSON, which is YAML too', () => {
    const key = fc.constantFrom(
      'notify',
      'subscribe',
      'accept',
      'on',
      'push',
      'from',
      'hub',
      'payload',
      'inputs',
      'x',
    );
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, 0, 1.5, '', 'push', 'acme/x', '${{ x', '['),
        fc.array(tie('json'), { maxLength: 3 }),
        fc.dictionary(key, tie('json'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        expectWellFormed(JSON.stringify(value));
      }),
      { numRuns: 1500 },
    );
  });

  it('reads the same file in the same way', () => {
    expect(parseConfig(EVERYTHING)).toEqual(parseConfig(EVERYTHING));
  });
});
