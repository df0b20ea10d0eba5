import { type Address, isWithin, parseRange, type Range } from './address.ts';

const ranges = (...texts: readonly string[]): readonly Range[] =>
  texts.map(parseRange).filter((range) => range !== undefined);

/**
 * The registries of IANA, and what clouds keep for themselves; the first that fits is named. Some of these can be reached
 * from everywhere (anycast of name servers and relays), but nobody's web server is there.
 * https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml
 * https://www.iana.org/assignments/iana-ipv6-special-registry/iana-ipv6-special-registry.xhtml
 */
const SPECIAL: readonly (readonly [what: string, ranges: readonly Range[]])[] = [
  [
    'a metadata address of a cloud',
    ranges(
      '169.254.169.254',
      '169.254.170.2',
      '100.100.100.200',
      '192.0.0.192',
      '168.63.129.16',
      'fd00:ec2::254',
      'fd00:ec2::23',
      'fd20:ce::254',
    ),
  ],
  ['the unspecified address', ranges('0.0.0.0', '::')],
  ['a loopback address', ranges('127.0.0.0/8', '::1')],
  ['a private address', ranges('10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7')],
  ['a link-local address', ranges('169.254.0.0/16', 'fe80::/10')],
  ['a site-local address', ranges('fec0::/10')],
  ['an address shared behind a provider’s NAT', ranges('100.64.0.0/10')],
  ['a multicast address', ranges('224.0.0.0/4', 'ff00::/8')],
  ['a broadcast address', ranges('255.255.255.255')],
  ['an address of this network', ranges('0.0.0.0/8')],
  [
    'an address for documentation',
    ranges('192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32', '3fff::/20'),
  ],
  ['an address for benchmarks', ranges('198.18.0.0/15', '2001:2::/48')],
  // Each of them carries an IPv4 address, which may be any; of 64:ff9b:1::/48 nobody else can tell where it is.
  [
    'an address that leads to one of IPv4',
    ranges('::/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '2001::/32', '2002::/16'),
  ],
  ['an address that throws everything away', ranges('100::/64', '100:0:0:1::/64')],
  ['an address of segment routing', ranges('5f00::/16')],
  [
    'an address of AS112',
    ranges('192.31.196.0/24', '192.175.48.0/24', '2001:4:112::/48', '2620:4f:8000::/48'),
  ],
  [
    'an address of the protocols themselves',
    ranges('192.0.0.0/24', '192.52.193.0/24', '192.88.99.0/24', '2001::/23'),
  ],
  ['a reserved address', ranges('240.0.0.0/4')],
];

/** All that was ever assigned for the internet. https://www.iana.org/assignments/ipv6-unicast-address-assignments */
const GLOBAL_UNICAST = ranges('2000::/3');

/** Why nothing of the public internet can be there, such as "10.0.0.1 is a private address"; `undefined` where something can. */
export const whySpecial = (address: Address): string | undefined => {
  const [what] = SPECIAL.find(([, within]) => isWithin(address, within)) ?? [];
  if (what !== undefined) return `${address.toString()} is ${what}`;
  if (address.kind() === 'ipv4' || isWithin(address, GLOBAL_UNICAST)) return undefined;
  return `${address.toString()} is a reserved address`;
};
