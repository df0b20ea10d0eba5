import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, parseAddress, parseRange, type Range, senderOf } from '../../src/core/address.ts';

const show = (text: string): string | undefined => parseAddress(text)?.toString();
const ranges = (...texts: readonly string[]): readonly Range[] => texts.map((text) => parseRange(text)!);
const within = (address: string, ...texts: readonly string[]): boolean =>
  isWithin(parseAddress(address)!, ranges(...texts));

describe('an address', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['::FFFF:c000:201', '192.0.2.1'],
    ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
    ['::1', '::1'],
  ])('%s is read as %s', (text, expected) => {
    expect(show(text)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    ' 192.0.2.1',
    '192.0.2.1 ',
    '192.0.2',
    '127.1',
    '0x7f.0.0.1',
    '010.0.0.1',
    '192.0.2.01',
    '192.0.2.256',
    '192.0.2.1:443',
    '[::1]',
    '1::2::3',
    '::192.0.2.1',
    '64:ff9b::192.0.2.1',
    '::ffff:010.0.0.1',
    '2130706433',
    'unknown',
    'localhost',
    '"192.0.2.1"',
    '192.0.2.1\u0000',
  ])('"%s" is none', (text) => {
    expect(parseAddress(text)).toBeUndefined();
  });

  it('is never an error, whatever the text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f.:/%[\] ]*$/));
    fc.assert(
      fc.property(texts, (text) => {
        parseAddress(text);
        parseRange(text);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Addresses as numbers, by other means than the library's. */
const version4 = fc.nat(0xff_ff_ff_ff).map((value) => ({
  bits: BigInt(value),
  text: [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.'),
}));
const version6 = fc
  .tuple(fc.constantFrom(0x2001n, 0x2a0an, 0xfe80n), fc.bigInt({ min: 0n, max: (1n << 112n) - 1n }))
  .map(([first, rest]) => {
    const bits = (first << 112n) | rest;
    const parts = Array.from({ length: 8 }, (_, at) =>
      ((bits >> BigInt(112 - 16 * at)) & 0xffffn).toString(16),
    );
    return { bits, text: parts.join(':') };
  });

describe('a range', () => {
  it.each<[string, boolean, string, ...string[]]>([
    ['192.0.2.7', true, 'in its net', '192.0.2.0/24'],
    ['192.0.2.7', true, 'in one of several', '10.0.0.0/8', '192.0.2.0/24'],
    ['192.0.3.7', false, 'beside it', '192.0.2.0/24'],
    ['192.0.2.7', true, 'itself', '192.0.2.7'],
    ['192.0.2.8', false, 'not its neighbour', '192.0.2.7'],
    ['192.0.2.7', true, 'in all', '0.0.0.0/0'],
    ['::1', false, 'of another kind', '0.0.0.0/0'],
    ['192.0.2.7', false, 'of another kind', '::/0'],
    ['::ffff:192.0.2.7', true, 'written as IPv6', '192.0.2.0/24'],
    ['192.0.2.7', true, 'in a range that is written as IPv6', '::ffff:192.0.2.0/120'],
    ['2001:db8:1::1', true, 'in its net', '2001:db8::/32'],
    ['2001:db9::1', false, 'beside it', '2001:db8::/32'],
    ['192.0.2.7', true, 'where the range names a host in it', '192.0.2.99/24'],
    ['192.0.2.7', false, 'in none'],
  ])('%s: %s (%s)', (address, expected, _, ...texts) => {
    expect(within(address, ...texts)).toBe(expected);
  });

  it.each([
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/024',
    '10/8',
    '::/129',
    '::ffff:10.0.0.0/95',
    '/8',
    'x',
    '',
  ])('"%s" is none', (text) => {
    expect(parseRange(text)).toBeUndefined();
  });

  it.each([
    ['IPv4', version4, 32],
    ['IPv6', version6, 128],
  ])('of %s has those whose first bits are the same', (_, addresses, width) => {
    fc.assert(
      fc.property(addresses, fc.nat(width), fc.nat(width - 1), addresses, (one, length, flipped, other) => {
        const near = one.bits ^ (1n << BigInt(width - 1 - flipped));
        for (const bits of [one.bits, near, other.bits]) {
          const text = width === 32 ? dotted(bits) : colons(bits);
          const isSame = one.bits >> BigInt(width - length) === bits >> BigInt(width - length);
          expect(within(text, `${one.text}/${length}`)).toBe(isSame);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

const dotted = (bits: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 255n).join('.');
const colons = (bits: bigint): string =>
  Array.from({ length: 8 }, (_, at) => ((bits >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(':');

const TRUSTED = ranges('10.0.0.0/8', '::1');
const sender = (peer: string | undefined, forwardedFor?: string): string | undefined =>
  senderOf({ peer, forwardedFor }, TRUSTED)?.toString();

describe('the sender of a request', () => {
  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['who connected, without a proxy', '203.0.113.1', undefined, '203.0.113.1'],
    ['who connected, whatever they say', '203.0.113.1', '192.30.252.1', '203.0.113.1'],
    ['whom a trusted proxy names', '10.0.0.1', '192.30.252.1', '192.30.252.1'],
    ['whom the first of two trusted proxies names', '10.0.0.1', '192.30.252.1, 10.0.0.2', '192.30.252.1'],
    [
      'the last one not trusted, whatever stands before',
      '10.0.0.1',
      '192.30.252.1, 203.0.113.1',
      '203.0.113.1',
    ],
    ['the proxy itself, where it names nobody', '10.0.0.1', undefined, '10.0.0.1'],
    ['the first proxy, where all are trusted', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['a proxy that is written as IPv6', '::ffff:10.0.0.1', '::ffff:192.30.252.1', '192.30.252.1'],
    ['unknown, where a trusted proxy wrote no address', '10.0.0.1', '192.30.252.1, unknown', undefined],
    ['unknown, where a trusted proxy wrote nothing', '10.0.0.1', '', undefined],
    ['unknown, where a trusted proxy wrote a port', '10.0.0.1', '192.30.252.1:443', undefined],
    ['known, although nonsense stands before', '10.0.0.1', 'nonsense, , 192.30.252.1', '192.30.252.1'],
    ['unknown, where nobody is connected', undefined, '192.30.252.1', undefined],
  ])('is %s', (_, peer, forwardedFor, expected) => {
    expect(sender(peer, forwardedFor)).toBe(expected);
  });

  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc
      .array(
        version4.map(({ text }) => text),
        { maxLength: 5 },
      )
      .map((list) => list.join(', ')),
    fc.constantFrom('10.0.0.1', '::1', '10.0.0.1, 10.0.0.2', ','),
  );
  const proxies = fc.array(fc.constantFrom('10.0.0.1', '10.255.1.2', '::1', '::ffff:10.0.0.9'), {
    maxLength: 4,
  });
  const stranger = version4.filter(({ text }) => !text.startsWith('10.'));

  it('is never changed by what stands before it in the header', () => {
    fc.assert(
      fc.property(anything, stranger, proxies, (spoofed, { text: real }, between) => {
        expect(sender('10.0.0.1', [spoofed, real, ...between].join(', '))).toBe(real);
        expect(sender('10.0.0.1', [real, ...between].join(', '))).toBe(real);
      }),
    );
  });

  it('is who connected, whatever the header, where that is no trusted proxy', () => {
    fc.assert(
      fc.property(stranger, anything, ({ text: peer }, forwardedFor) => {
        expect(sender(peer, forwardedFor)).toBe(peer);
        expect(senderOf({ peer, forwardedFor }, [])?.toString()).toBe(peer);
      }),
    );
  });
});
