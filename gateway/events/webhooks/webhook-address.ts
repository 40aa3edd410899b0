import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { IPv4, IPv6, parse } from 'ipaddr.js';

const LONGEST_URL = 2_000;

/** A name has no address, or one to which nothing is sent. */
export class AddressRefusedError extends Error {
  constructor() {
    super('the address is not public');
    this.name = 'AddressRefusedError';
  }
}

/** Whether an IP address is one of the public internet: none that is private, local, reserved, or translated into one. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0) return false;
  const parsed = parse(address);
  const meant = parsed instanceof IPv6 && parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
  return meant.range() === 'unicast' && (meant instanceof IPv4 || meant.match(GLOBAL));
}

/** All that is global unicast so far (RFC 4291 section 2.4, IANA's registry); `::127.0.0.1` and the like are outside. */
const GLOBAL: [IPv6, number] = [IPv6.parse('2000::'), 3];

/**
 * What is expected of a webhook's URL that this one is not; null when it will do. Names are looked up at each delivery
 * only, so that the answer tells nobody what a name means inside.
 */
export function findUrlFault(text: string, isProduction: boolean): string | null {
  if (text.length > LONGEST_URL) return `at most ${LONGEST_URL} characters`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const schemes = isProduction ? ['https:'] : ['https:', 'http:'];
  if (url === null || !schemes.includes(url.protocol)) return 'an address that begins with https://';
  if (`${url.username}${url.password}${url.hash}` !== '') return 'an address without user, password or fragment';
  return isProduction && isInside(url) ? 'an address of the public internet' : null;
}

/** A host that is an IP address and no public one; of a name nothing is known before it is looked up. */
function isInside(url: URL): boolean {
  const host = hostOf(url);
  return isIP(host) !== 0 && !isPublicAddress(host);
}

/** The host of a URL as a name or an IP address. The parser has written out every other form of an IPv4 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** How long a name server may take, and how often it is asked: together less than a connection may take. */
const PATIENCE = { timeout: 700, tries: 2 };

/**
 * Looks names up for a connection and gives only the addresses that were checked, so that what is connected to is what
 * was checked. INVARIANT: a name that has one address inside is refused altogether. The name servers are asked without
 * the threads on which the process looks up owners and databases: one partner's server that does not answer would take
 * those from everybody.
 */
export function createPublicLookup(servers: readonly string[] | null = null): LookupFunction {
  const answer = async (...[hostname, options, callback]: Parameters<LookupFunction>): Promise<void> => {
    const addresses = await findAddresses(hostname, servers);
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      callback(new AddressRefusedError(), '', 0);
    } else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  };
  return (...asked) => void answer(...asked);
}

/** Never rejects. A resolver of its own: the machine's name servers may have changed. */
async function findAddresses(hostname: string, servers: readonly string[] | null): Promise<LookupAddress[]> {
  const resolver = new Resolver(PATIENCE);
  if (servers !== null) resolver.setServers(servers);
  const ask = async (family: 4 | 6): Promise<LookupAddress[]> => {
    const found = await (family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname)).catch(() => []);
    return found.map((address) => ({ address, family }));
  };
  return (await Promise.all([ask(4), ask(6)])).flat();
}
