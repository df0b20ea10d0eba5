import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readMoment } from '../../src/core/moment.ts';

const NOW = Date.parse('2026-11-23T12:00:00Z');
const iso = (text: string): string | undefined => {
  const found = readMoment(text, NOW);
  return found === undefined ? undefined : new Date(found).toISOString();
};

describe('a moment', () => {
  it.each([
    ['3h', '2026-11-23T09:00:00.000Z'],
    ['90m', '2026-11-23T10:30:00.000Z'],
    ['30s', '2026-11-23T11:59:30.000Z'],
    ['7d', '2026-11-16T12:00:00.000Z'],
    ['999999999d', '1970-01-01T00:00:00.000Z'],
    ['0s', '2026-11-23T12:00:00.000Z'],
    ['2026-11-20', '2026-11-20T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2026-11-20T08:15', '2026-11-20T08:15:00.000Z'],
    ['2026-11-20T08:15:30Z', '2026-11-20T08:15:30.000Z'],
    ['2026-11-20T08:15:30.250Z', '2026-11-20T08:15:30.250Z'],
    ['2026-11-20T08:15:30+02:00', '2026-11-20T06:15:30.000Z'],
    // As the lists print it.
    ['2026-11-20 08:15:30Z', '2026-11-20T08:15:30.000Z'],
  ])('may be written as %j', (text, expected) => expect(iso(text)).toBe(expected));

  it.each([
    '',
    ' ',
    '3',
    'h',
    '-3h',
    '1.5h',
    '3 h',
    '3h ago',
    '3w',
    '9999999999s',
    'yesterday',
    '2026',
    '2026-11',
    '2026-02-29',
    '2026-02-30T10:00Z',
    '2026-13-01',
    '2026-11-20T',
    '2026-11-20T25:00',
    '2026-11-20T08:60',
    '2026-11-20Z',
    '1795462020000',
    '20 Nov 2026',
  ])('is not %j', (text) => expect(readMoment(text, NOW)).toBeUndefined());

  it('is what an ISO time says, and never in the future where it is a duration', () => {
    const year2000 = Date.UTC(2000, 0);
    fc.assert(
      fc.property(fc.integer({ min: year2000, max: NOW }), fc.nat(999_999), (time, count) => {
        expect(readMoment(new Date(time).toISOString(), NOW)).toBe(time);
        expect(readMoment(`${count}h`, NOW)).toBe(Math.max(0, NOW - count * 3_600_000));
      }),
    );
  });
});
