import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../../src/web/desk/notifications/csv.ts';

/** RFC 4180 by its grammar, for one record. */
const readLine = (line: string): readonly string[] => {
  expect(line.endsWith('\r\n')).toBe(true);
  const cells: string[] = [];
  let rest = `,${line.slice(0, -2)}`;
  while (rest !== '') {
    const [all, quoted, plain] = /^,(?:"((?:[^"]|"")*)"|([^",\r\n]*))(?=,|$)/.exec(rest) ?? [];
    if (all === undefined) throw new Error(`no CSV at: ${rest}`);
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    rest = rest.slice(all.length);
  }
  return cells;
};

const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '\t', '=', '+', '-', '@', "'", 'a', ' ') }),
  fc.string({ unit: 'binary' }),
);

describe('a line of CSV', () => {
  it('is quoted where it must be', () => {
    expect(csvLine(['a', 'b,c', 'say "so"', 'two\nlines', undefined, 7])).toBe(
      'a,"b,c","say ""so""","two\nlines",,7\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('defuses the formula %j', (formula) => {
    expect(readLine(csvLine([formula]))).toEqual([`'${formula}`]);
  });

  it('is read back as it was, but for an apostrophe before a formula', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (cells) => {
        const expected = cells.map((cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell));
        expect(readLine(csvLine(cells))).toEqual(expected);
      }),
    );
  });

  it('has no cell that a spreadsheet computes', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1 }), (cells) => {
        for (const cell of readLine(csvLine(cells))) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
