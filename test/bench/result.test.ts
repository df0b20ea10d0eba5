import { describe, expect, it } from 'vitest';
import { type Figure, ratioOf, spreadOf } from './result.ts';
import { cellText, measuredBy, numberText, tableText } from './table-text.ts';

const figure: Figure = {
  name: 'requests a second',
  unit: '',
  better: 'more',
  samples: { base: [100, 200, 50], ours: [110, 400, 60] },
};

describe('a spread', () => {
  it.each([
    [[3, 1, 2], { median: 2, least: 1, most: 3 }],
    [[4, 1, 2, 3], { median: 2.5, least: 1, most: 4 }],
    [[10, 9, 100], { median: 10, least: 9, most: 100 }],
    [[], { median: NaN, least: NaN, most: NaN }],
  ])('of %j is %j', (samples, spread) => {
    expect(spreadOf(samples)).toEqual(spread);
  });
});

describe('a ratio', () => {
  it('is made round by round, so that a machine that slows down for a round does not move it', () => {
    const { median, least, most } = ratioOf(figure, 'ours', 'base');
    expect([median, least, most]).toEqual([1.2, 1.1, 2]);
  });

  it('is not a number where the base has no sample of that round', () => {
    expect(ratioOf({ ...figure, samples: { base: [], ours: [1] } }, 'ours', 'base').median).toBeNaN();
    expect(ratioOf(figure, 'nobody', 'base').median).toBeNaN();
  });
});

describe('a table', () => {
  it.each([
    [12_345.6, '12,346'],
    [99.96, '100'],
    [98.76, '98.8'],
    [9.996, '10.0'],
    [1.024, '1.02'],
    [0.0713, '0.071'],
    [0, '0'],
    [NaN, '–'],
  ])('shows %d as %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it('gives no ratio to the base itself', () => {
    expect(cellText(figure, 'base', 'base')).toEqual({
      median: '100',
      range: '50.0–200',
      ratio: '',
      ratioRange: '',
    });
    expect(cellText(figure, 'ours', 'base')).toMatchObject({ ratio: '1.20 ×', ratioRange: '1.10–2.00' });
  });

  it('says who is missing and why, and which aims are met', () => {
    const table = {
      part: 'intake',
      title: 'Pushes',
      contestants: ['base', 'ours', 'unmeasured'],
      base: 'base',
      figures: [figure],
      missing: [{ contestant: 'theirs', why: 'it is not installed' }],
      aims: [
        { text: 'not below the base', found: '1.20 ×', isMet: true },
        { text: 'at least 3 ×', found: '1.20 ×', isMet: false },
      ],
    };
    const lines = tableText(table).split('\n');
    expect(lines).toContain('missing theirs: it is not installed');
    expect(lines).toContain('met     not below the base: 1.20 ×');
    expect(lines).toContain('MISSED  at least 3 ×: 1.20 ×');
    expect(lines.join('\n')).toMatch(/ours +110 +60\.0–400 +1\.20 × +1\.10–2\.00/);
    expect(measuredBy(table, figure)).toEqual(['base', 'ours']);
  });
});
