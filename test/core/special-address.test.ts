import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/core/address.ts';
import { whySpecial } from '../../src/core/special-address.ts';

const why = (text: string): string | undefined => whySpecial(parseAddress(text)!);

describe('an address', () => {
  it.each([
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.1',
    '140.82.112.3',
    '168.63.129.15',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.0.1.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2000::1',
    '2001:200::1',
    '2001:db7:ffff::1',
    '2001:db9::1',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80b::200e',
    '::ffff:1.1.1.1',
  ])('of the public internet is not special: %s', (text) => {
    expect(why(text)).toBeUndefined();
  });

  it.each([
    ['0.0.0.0', 'the unspecified address'],
    ['0.255.255.255', 'an address of this network'],
    ['10.0.0.1', 'a private address'],
    ['100.64.0.1', 'an address shared behind a provider’s NAT'],
    ['100.100.100.200', 'a metadata address of a cloud'],
    ['127.0.0.1', 'a loopback address'],
    ['127.255.255.254', 'a loopback address'],
    ['168.63.129.16', 'a metadata address of a cloud'],
    ['169.254.169.254', 'a metadata address of a cloud'],
    ['169.254.0.1', 'a link-local address'],
    ['172.16.0.0', 'a private address'],
    ['172.31.255.255', 'a private address'],
    ['192.0.0.1', 'an address of the protocols themselves'],
    ['192.0.0.192', 'a metadata address of a cloud'],
    ['192.0.2.1', 'an address for documentation'],
    ['192.31.196.1', 'an address of AS112'],
    ['192.52.193.1', 'an address of the protocols themselves'],
    ['192.88.99.1', 'an address of the protocols themselves'],
    ['192.168.255.255', 'a private address'],
    ['192.175.48.1', 'an address of AS112'],
    ['198.18.0.1', 'an address for benchmarks'],
    ['198.19.255.255', 'an address for benchmarks'],
    ['198.51.100.1', 'an address for documentation'],
    ['203.0.113.1', 'an address for documentation'],
    ['224.0.0.1', 'a multicast address'],
    ['239.255.255.255', 'a multicast address'],
    ['240.0.0.1', 'a reserved address'],
    ['255.255.255.255', 'a broadcast address'],
    ['::', 'the unspecified address'],
    ['::1', 'a loopback address'],
    ['::7f00:1', 'an address that leads to one of IPv4'],
    ['::ffff:0:7f00:1', 'an address that leads to one of IPv4'],
    ['64:ff9b::7f00:1', 'an address that leads to one of IPv4'],
    ['64:ff9b:1::a00:1', 'an address that leads to one of IPv4'],
    ['100::1', 'an address that throws everything away'],
    ['1000::1', 'a reserved address'],
    ['2001::1', 'an address that leads to one of IPv4'],
    ['2001:2::1', 'an address for benchmarks'],
    ['2001:10::1', 'an address of the protocols themselves'],
    ['2001:20::1', 'an address of the protocols themselves'],
    ['2001:db8::1', 'an address for documentation'],
    ['2002:7f00:1::', 'an address that leads to one of IPv4'],
    ['2620:4f:8000::1', 'an address of AS112'],
    ['3fff::1', 'an address for documentation'],
    ['4000::1', 'a reserved address'],
    ['5f00::1', 'an address of segment routing'],
    ['fc00::1', 'a private address'],
    ['fd00:ec2::254', 'a metadata address of a cloud'],
    ['fd20:ce::254', 'a metadata address of a cloud'],
    ['fe80::1', 'a link-local address'],
    ['fe80::1%eth0', 'a link-local address'],
    ['fec0::1', 'a site-local address'],
    ['ff02::1', 'a multicast address'],
  ])('that is special is named: %s is %s', (text, what) => {
    expect(why(text)).toBe(`${text} is ${what}`);
  });

  it('is judged alike however it is written', () => {
    expect(why('::ffff:10.0.0.1')).toBe('10.0.0.1 is a private address');
    expect(why('::ffff:7f00:1')).toBe('127.0.0.1 is a loopback address');
    expect(why('0:0:0:0:0:ffff:a9fe:a9fe')).toBe('169.254.169.254 is a metadata address of a cloud');
  });

  it('of IPv6 is special unless it begins with the bits 001', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(group, { minLength: 8, maxLength: 8 }), (groups) => {
        const text = groups.map((part) => part.toString(16)).join(':');
        if (groups[0]! >> 13 !== 1) expect(why(text)).toBeDefined();
      }),
    );
  });
});
