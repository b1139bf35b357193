import ipaddr from 'ipaddr.js';

/** Of an IPv6 address the first 64 bits: whoever has one has the whole network behind it (RFC 6177). */
const NETWORK_PARTS = 4;

/** Who an address stands for: itself, or of IPv6 the network that its holder was given. */
export function networkOf(address: string): string {
  // Most are IPv4's, and this is asked for every request.
  if (!address.includes(':') || !ipaddr.IPv6.isValid(address)) return address;
  return ipaddr.IPv6.parse(address).parts.slice(0, NETWORK_PARTS).map((part) => part.toString(16)).join(':');
}
