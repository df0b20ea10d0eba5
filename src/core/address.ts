import ipaddr from 'ipaddr.js';

/** An IP address. One of IPv4 that is written as IPv6 (`::ffff:192.0.2.1`) is the one of IPv4. */
export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Those addresses whose first `bits` bits are the ones of `first`. */
export interface Range {
  readonly first: Address;
  readonly bits: number;
}

/** Mapped ones only (RFC 4291, 2.5.5.2): the library also reads `::192.0.2.1`, which is another address, as 192.0.2.1. */
const MAPPED = /^(?:::|(?:0{1,4}:){5})ffff:(?=\d+\.)/i;
const MAPPED_BITS = 96;

/**
 * Strictly as it is written today: no octal, hexadecimal or short forms (`010.0.0.1`, `0x7f.1`, `127.1`), which each
 * program reads in its own way; no port, brackets or spaces. `undefined` for anything else.
 */
export const parseAddress = (text: string): Address | undefined => {
  const version4 = text.replace(MAPPED, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(version4)) return ipaddr.IPv4.parse(version4);
  if (text.includes('.') || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
};

/** `192.0.2.1`, `192.0.2.0/24`, `2001:db8::/32`; a range of mapped addresses is one of IPv4. `undefined` for anything else. */
export const parseRange = (text: string): Range | undefined => {
  const [, before = '', length] = /^([^/]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text) ?? [];
  const first = parseAddress(before);
  if (first === undefined) return undefined;
  const width = first.kind() === 'ipv4' ? 32 : 128;
  const skipped = first.kind() === 'ipv4' && before.includes(':') ? MAPPED_BITS : 0;
  const bits = length === undefined ? width : Number(length) - skipped;
  return bits >= 0 && bits <= width ? { first, bits } : undefined;
};

export const isWithin = (address: Address, ranges: readonly Range[]): boolean =>
  ranges.some(({ first, bits }) => first.kind() === address.kind() && address.match(first, bits));

/** `peer` is who connected to us, `forwardedFor` the header `X-Forwarded-For`, all of its lines joined by commas. */
export interface Origin {
  readonly peer: string | undefined;
  readonly forwardedFor: string | undefined;
}

/**
 * Who really sent a request. Each proxy adds on the right who connected to it, so the header is read from there, and
 * only as far as those are trusted that wrote it; what stands further to the left anyone can have made up. `undefined`
 * when a trusted proxy wrote something that is no address.
 */
export const senderOf = ({ peer, forwardedFor }: Origin, trusted: readonly Range[]): Address | undefined => {
  let sender = parseAddress(peer ?? '');
  const named = forwardedFor?.split(',') ?? [];
  while (sender !== undefined && named.length > 0 && isWithin(sender, trusted)) {
    sender = parseAddress(named.pop()?.trim() ?? '');
  }
  return sender;
};
