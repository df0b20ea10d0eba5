import { type LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isWithin, parseAddress, type Range } from '../core/address.ts';
import { whySpecial } from '../core/special-address.ts';

export type Resolve = (name: string) => Promise<readonly LookupAddress[]>;

export interface AddressGuardOptions {
  /** Addresses in these are let through, whatever they are. */
  readonly allowedSubnets: readonly Range[];
  /** All addresses of a name; as this machine resolves it, if not given. */
  readonly resolve?: Resolve | undefined;
}

export type AddressGuard = ReturnType<typeof createAddressGuard>;

/** Decides to which addresses we connect. What it throws can be shown to a person. */
export const createAddressGuard = ({ allowedSubnets, resolve = resolveAll }: AddressGuardOptions) => {
  /** Why this one is refused. */
  const refusal = (text: string): string | undefined => {
    const address = parseAddress(text);
    if (address === undefined) return `${text} is no address that can be judged`;
    const why = isWithin(address, allowedSubnets) ? undefined : whySpecial(address);
    return why && `${why}; the operator can allow it in ENDPOINT_ALLOWED_SUBNETS`;
  };

  return {
    /** Those of a URL's host that may be connected to; a name is resolved once. Rejects where there is none. */
    addressesOf: async (host: string): Promise<readonly LookupAddress[]> => {
      const literal = host.replace(/^\[(.*)\]$/, '$1');
      const family = isIP(literal);
      const found = family > 0 ? [{ address: literal, family }] : await resolve(host);
      const passed = found.filter(({ address }) => refusal(address) === undefined);
      if (passed.length > 0) return passed;
      const [first] = found;
      if (first === undefined) throw new Error(`${host} has no address`);
      const why = refusal(first.address) ?? '';
      throw new Error(family > 0 ? why : `${host} is at an address that is refused: ${why}`);
    },
    /** Throws unless the address that is really at the other end may be there. */
    check: (connected: string | undefined): void => {
      if (connected === undefined) throw new Error('the connection was closed as soon as it was there');
      const why = refusal(connected);
      if (why !== undefined) throw new Error(why);
    },
  };
};

const resolveAll: Resolve = (name) => lookup(name, { all: true });
