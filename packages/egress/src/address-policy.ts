import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** All of today's global unicast (RFC 4291, IANA): what is outside of it is nobody's host. */
const GLOBAL_IPV6: Range = [ipaddr.parse('2000::'), 3];

/** Hosts that answer on a public address inside a cloud, and give secrets away (Azure's WireServer). */
const METADATA_HOSTS = new Set(['168.63.129.16']);

/** Decides which addresses may be connected to: public unicast, and what an operator listed. */
export class AddressPolicy {
  private readonly allowed: readonly Range[];

  /** `allow`: addresses or CIDR ranges. Throws on anything else. */
  constructor(allow: readonly string[] = []) {
    this.allowed = allow.map(parseRange);
  }

  /** Whether an address (IPv4 or IPv6 text, also with a zone) may be connected to. What cannot be read may not. */
  permits(text: string): boolean {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.parse(text);
    if (this.allows(address)) return true;
    return isPublic(address);
  }

  private allows(address: Address): boolean {
    // The mapped form of an allowed IPv4 address leads to the same host.
    const plain = isMapped(address) ? address.toIPv4Address() : address;
    return this.allowed.some(([base, bits]) => base.kind() === plain.kind() && plain.match(base, bits));
  }
}

/** Refuses by default: ipaddr.js names every special range, private, tunnelled and translated ones included. */
function isPublic(address: Address): boolean {
  if (address.range() !== 'unicast' || METADATA_HOSTS.has(address.toString())) return false;
  return address.kind() === 'ipv4' || address.match(...GLOBAL_IPV6);
}

const isMapped = (address: Address): address is ipaddr.IPv6 =>
  address.kind() === 'ipv6' && (address as ipaddr.IPv6).isIPv4MappedAddress();

function parseRange(text: string): Range {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.parse(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
