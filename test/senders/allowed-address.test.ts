import { type LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, parseRange, type Range } from '../../src/core/address.ts';
import { createAddressGuard } from '../../src/senders/address-guard.ts';

const ranges = (...texts: readonly string[]): readonly Range[] => texts.map((text) => parseRange(text)!);
const at = (...addresses: readonly string[]): readonly LookupAddress[] =>
  addresses.map((address) => ({ address, family: isIP(address) }));

/** The addresses that are let through of a name that leads to these. */
const passed = async (addresses: readonly string[], allowedSubnets: readonly Range[] = []) => {
  const guard = createAddressGuard({ allowedSubnets, resolve: () => Promise.resolve(at(...addresses)) });
  return (await guard.addressesOf('name.test')).map(({ address }) => address);
};

/** Both before and after connecting. */
const isAllowed = async (address: string, allowedSubnets: readonly Range[]): Promise<boolean> => {
  const guard = createAddressGuard({ allowedSubnets });
  const before = await guard.addressesOf(address).then(
    () => true,
    () => false,
  );
  let after = true;
  try {
    guard.check(address);
  } catch {
    after = false;
  }
  expect(after).toBe(before);
  return before;
};

describe('the address guard', () => {
  it.each([
    ['1.1.1.1'],
    ['140.82.112.3'],
    ['172.32.0.1'],
    ['2606:4700:4700::1111'],
    ['2a00:1450:4001:80b::200e'],
    ['::ffff:1.1.1.1'],
    ['10.255.255.255', '10.0.0.0/8'],
    ['127.0.0.1', '127.0.0.1/32'],
    ['127.0.0.1', '127.0.0.1'],
    ['::ffff:127.0.0.1', '127.0.0.1/32'],
    ['192.168.7.1', '::ffff:192.168.0.0/112'],
    ['::ffff:c0a8:701', '::ffff:192.168.0.0/112'],
    ['::1', '::1/128'],
    ['fd12::1', 'fd12::/16'],
    ['fe80::1%eth0', 'fe80::/10'],
    ['64:ff9b::a00:1', '64:ff9b::/96'],
    ['169.254.169.254', '10.0.0.0/8', '169.254.169.254/32'],
    ['10.0.0.1', '0.0.0.0/0'],
  ])('lets %s through where %s is allowed', async (address, ...subnets) => {
    expect(await isAllowed(address, ranges(...subnets))).toBe(true);
  });

  it.each([
    ['11.0.0.1', '10.0.0.0/8', true],
    ['127.0.0.2', '127.0.0.1/32', false],
    ['::2', '::1/128', false],
    ['::1', '127.0.0.0/8', false],
    ['127.0.0.1', '::/0', false],
    ['192.169.0.1', '192.168.0.0/16', true],
    ['172.16.0.1', '::ffff:192.168.0.0/112', false],
    ['64:ff9b::a00:1', '10.0.0.0/8', false],
    ['2002:a00:1::', '10.0.0.0/8', false],
    ['::a00:1', '10.0.0.0/8', false],
  ])('judges %s by itself where only %s is allowed: %s', async (address, subnet, expected) => {
    expect(await isAllowed(address, ranges(subnet))).toBe(expected);
  });

  it('connects only to those of a name that are public, in their order', async () => {
    const mixed = ['10.0.0.1', '1.1.1.1', '::1', '2606:4700::1', '::ffff:127.0.0.1'];
    expect(await passed(mixed)).toEqual(['1.1.1.1', '2606:4700::1']);
    expect(await passed(mixed, ranges('::1/128'))).toEqual(['1.1.1.1', '::1', '2606:4700::1']);
  });

  it('refuses whoever is gone before they were looked at', () => {
    const { check } = createAddressGuard({ allowedSubnets: ranges('0.0.0.0/0', '::/0') });
    expect(() => check(undefined)).toThrow('the connection was closed as soon as it was there');
  });
});

/** By other means than the product's: as numbers, of which the public ones are listed. */
type Span = readonly [first: number, last: number];
const byte = fc.nat(255);
const dotted = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const PUBLIC: readonly Span[] = [
  [0x01_00_00_00, 0x09_ff_ff_ff],
  [0x0b_00_00_00, 0x64_3f_ff_ff],
  [0x64_80_00_00, 0x7e_ff_ff_ff],
  [0x80_00_00_00, 0xa8_3f_81_0f],
  [0xa8_3f_81_11, 0xa9_fd_ff_ff],
  [0xa9_ff_00_00, 0xac_0f_ff_ff],
  [0xac_20_00_00, 0xbf_ff_ff_ff],
  [0xc0_00_01_00, 0xc0_00_01_ff],
  [0xc0_00_03_00, 0xc0_1f_c3_ff],
  [0xc0_1f_c5_00, 0xc0_34_c0_ff],
  [0xc0_34_c2_00, 0xc0_58_62_ff],
  [0xc0_58_64_00, 0xc0_a7_ff_ff],
  [0xc0_a9_00_00, 0xc0_af_2f_ff],
  [0xc0_af_31_00, 0xc6_11_ff_ff],
  [0xc6_14_00_00, 0xc6_33_63_ff],
  [0xc6_33_65_00, 0xcb_00_70_ff],
  [0xcb_00_72_00, 0xdf_ff_ff_ff],
];
const edges = PUBLIC.flat().flatMap((edge) => [edge - 1, edge, edge + 1]);
const version4 = fc.oneof(fc.nat(0xff_ff_ff_ff), fc.constantFrom(...edges));
const group = fc.nat(0xffff);
const version6 = fc
  .tuple(
    fc.oneof(fc.constantFrom(0, 0x64, 0x2001, 0x2002, 0xfd00, 0xfe80, 0xff02), group),
    fc.array(group, { minLength: 7, maxLength: 7 }),
  )
  .map(([first, rest]) => [first, ...rest].map((part) => part.toString(16)).join(':'));
const anyAddress = fc.oneof(version4.map(dotted), version6);

describe('the law of the address guard', () => {
  it('lets an address of IPv4 through exactly where it is public', async () => {
    await fc.assert(
      fc.asyncProperty(version4, async (value) => {
        const isPublic = PUBLIC.some(([first, last]) => value >= first && value <= last);
        expect(await isAllowed(dotted(value), [])).toBe(isPublic);
        expect(await isAllowed(`::ffff:${dotted(value)}`, [])).toBe(isPublic);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses every address of IPv6 outside 2000::/3', async () => {
    await fc.assert(
      fc.asyncProperty(version6, async (text) => {
        const first = Number.parseInt(text, 16);
        const isMapped = parseAddress(text)?.kind() === 'ipv4';
        if (first >> 13 !== 1 && !isMapped) expect(await isAllowed(text, [])).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it('lets every address through that is within an allowed subnet', async () => {
    await fc.assert(
      fc.asyncProperty(anyAddress, fc.nat(128), async (text, length) => {
        const bits = Math.min(length, isIP(text) === 4 ? 32 : 128);
        expect(await isAllowed(text, ranges(`${text}/${bits}`))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('asks once, and judges each answer alike, however many there are and in whatever order', async () => {
    const allowed = ranges('10.0.0.0/8', 'fd00::/8');
    await fc.assert(
      fc.asyncProperty(fc.array(anyAddress, { maxLength: 8 }), byte, async (addresses, turn) => {
        const turned = addresses.map((_, index) => addresses[(index + turn) % addresses.length]!);
        let asked = 0;
        const resolve = () => {
          asked += 1;
          return Promise.resolve(at(...turned));
        };
        const guard = createAddressGuard({ allowedSubnets: allowed, resolve });
        const found = await guard.addressesOf('name.test').catch(() => []);
        const expected: string[] = [];
        for (const one of turned) if (await isAllowed(one, allowed)) expected.push(one);
        expect(found.map(({ address }) => address)).toEqual(expected);
        expect(asked).toBe(1);
      }),
    );
  });
});
