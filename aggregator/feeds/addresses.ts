import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { FetchError } from './fetch-error.ts';

/** Says whether we may connect to an IP address. */
export type AddressRule = (address: string) => boolean;

/** Gives every IP address of a host name; throws the resolver's own error. */
export type Resolver = (hostname: string) => Promise<string[]>;

/**
 * The rule that keeps the poller out of private networks: public unicast addresses only,
 * and those in `allow`.
 * @param allow CIDR ranges such as `10.0.0.0/8`; an IPv4 range also holds for IPv4-mapped IPv6 addresses.
 * @throws when a range can't be read.
 */
export function addressRule(allow: string[]): AddressRule {
  const ranges = allow.map((range) => ipaddr.parseCIDR(range));
  return (address) => {
    if (!isIP(address)) return false;
    const parsed = ipaddr.process(address);
    if (isPublic(parsed)) return true;
    return ranges.some((range) => range[0].kind() === parsed.kind() && parsed.match(range));
  };
}

/** IANA gives out global IPv6 addresses from here only; ipaddr.js counts `::7f00:1` as unicast too. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

function isPublic(address: ReturnType<typeof ipaddr.process>): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}

/** Every address the system's resolver knows for a name, `/etc/hosts` included. */
export async function resolveHost(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

/**
 * A `lookup` for sockets that only ever yields addresses the rule admits, so that the address
 * checked is the address connected to and a name can't be rebound in between.
 */
export function guardedLookup(resolve: Resolver, isAllowed: AddressRule): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first, ...others] = addresses.filter(isAllowed).map(withFamily);
        if (!first) return callback(privateAddress(hostname), '');
        if (options.all) return callback(null, [first, ...others]);
        callback(null, first.address, first.family);
      },
      (error) => callback(error, ''),
    );
  };
}

function withFamily(address: string) {
  return { address, family: isIP(address) };
}

export function privateAddress(host: string): FetchError {
  return new FetchError('address', `${host} is on a private network that this course can’t reach.`);
}
