import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { clip, clipBytes, code, paragraphs, span, table, time } from '../../src/core/markdown.ts';

/** As GitHub renders it. */
const render = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()], allowDangerousHtml: true });

const tagsIn = (html: string): readonly string[] => [...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag!);

const HOSTILE = [
  '`',
  '``',
  '|',
  '\\',
  '\n',
  '<img src=x>',
  '@octocat',
  '![a](b)',
  '[a](b)',
  '-->',
  ' ',
  '#1',
  '\0',
  '\u202e',
];
const aText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 3 })), { maxLength: 12 })
    .map((parts) => parts.join('')),
);

describe('a stranger’s text in Markdown', () => {
  it('is code and nothing else, whatever it says', () => {
    fc.assert(
      fc.property(aText, (text) => {
        const html = render(`x ${code(text)} y`);
        expect(['p', 'p code']).toContain(tagsIn(html).join(' '));
        expect(html.endsWith(' y</p>')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('stays in its cell of a table, whatever it says', () => {
    fc.assert(
      fc.property(aText, aText, (one, other) => {
        const html = render(table(['A', 'B'], [[code(one), code(other)]]));
        const tags = tagsIn(html).filter((tag) => tag !== 'code');
        expect(tags).toEqual(['table', 'thead', 'tr', 'th', 'th', 'tbody', 'tr', 'td', 'td']);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['acme/app', '`acme/app`'],
    ['a `b` c', '``a `b` c``'],
    ['`a`', '`` `a` ``'],
    ['a|b', '`a\\|b`'],
    ['two\nlines', '`two lines`'],
    ['   ', ''],
    ['', ''],
  ])('%j is written %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  it('is cut where it is too long, and never through a character', () => {
    expect(code('x'.repeat(10_000)).length).toBeLessThan(400);
    expect(clip('ab😀', 4)).toBe('ab😀');
    expect(clip('ab😀c', 4)).toBe('ab…');
    expect(clipBytes('ab😀', 6)).toBe('ab😀');
    expect(clipBytes('| a |\n| b😀 |', 14)).toBe('| a |\n\n…');
    expect(clipBytes('a\nb😀😀', 10)).toBe('a\n\n…');
    expect(clipBytes(code('@octocat'.repeat(10)), 20)).toBe('\n\n…');
  });
});

describe('what we write ourselves', () => {
  it.each([
    [0, '0 s'],
    [42_400, '42 s'],
    [185_000, '3 min 5 s'],
    [7_800_000, '2 h 10 min'],
    [-5, '0 s'],
  ])('%d ms are %s', (milliseconds, expected) => {
    expect(span(milliseconds)).toBe(expected);
  });

  it('tells times in UTC, to the second', () => {
    expect(time(Date.UTC(2026, 10, 23, 19, 27, 15, 999))).toBe('2026-11-23 19:27:15 UTC');
  });

  it('leaves out paragraphs that say nothing', () => {
    expect(paragraphs('a', undefined, '', 'b')).toBe('a\n\nb');
  });
});
