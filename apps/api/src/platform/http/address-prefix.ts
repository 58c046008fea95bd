import { isIPv4, isIPv6 } from 'node:net';

const IPV4_GROUPS = 3;
const IPV6_GROUPS = 3;
const IPV6_ALL_GROUPS = 8;
const MAPPED_IPV4 = '::ffff:';

/** The network of an address as the log keeps it: /24 of IPv4, /48 of IPv6; `unknown` for anything else. */
export function addressPrefix(address: string): string {
  const plain = unmapped(address);
  if (isIPv4(plain)) {
    return `${plain.split('.').slice(0, IPV4_GROUPS).join('.')}.0/24`;
  }
  return isIPv6(plain) ? `${expand(plain).slice(0, IPV6_GROUPS).join(':')}::/48` : 'unknown';
}

/**
 * What attempts are counted by: an IPv4 address, however it is written, and of IPv6 the /48 of a site, in which somebody may have any
 * number of addresses. All that is no address is one network: a proxy that names ports or nonsense makes no new ones.
 */
export function networkOf(address: string): string {
  const plain = unmapped(address);
  return isIPv4(plain) ? plain : addressPrefix(plain);
}

/** An IPv4 address that came as an IPv6 one is the IPv4 address. */
const unmapped = (address: string): string =>
  address.toLowerCase().startsWith(MAPPED_IPV4) ? address.slice(MAPPED_IPV4.length) : address;

function expand(address: string): string[] {
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : IPV6_ALL_GROUPS - left.length - right.length;
  const groups = [...left, ...Array.from({ length: Math.max(gap, 0) }, () => '0'), ...right];
  return groups.map((group) => group.toLowerCase().replace(/^0+(?=.)/u, ''));
}
