import { describe, expect, it } from '@jest/globals';
import { AddressPolicy } from './address-policy.js';

const REFUSED = {
  'this network': ['0.0.0.0', '0.1.2.3'],
  loopback: ['127.0.0.1', '127.255.255.254', '::1'],
  private: ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', 'fc00::1', 'fd12:3456::1'],
  'link-local': ['169.254.1.1', 'fe80::1', 'fe80::1%eth0'],
  'carrier-grade NAT': ['100.64.0.1', '100.127.255.254'],
  'cloud metadata': ['169.254.169.254', 'fd00:ec2::254', '168.63.129.16', '100.100.100.200', '192.0.0.192'],
  multicast: ['224.0.0.1', '239.255.255.255', 'ff02::1'],
  broadcast: ['255.255.255.255'],
  reserved: ['192.0.2.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '240.0.0.1', '2001:db8::1', '3fff::1'],
  unspecified: ['::'],
  'IPv4-mapped': ['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', '::ffff:7f00:1'],
  'IPv4-compatible': ['::127.0.0.1', '::8.8.8.8'],
  '6to4': ['2002:7f00:1::', '2002:808:808::1'],
  NAT64: ['64:ff9b::7f00:1', '64:ff9b::808:808', '64:ff9b:1::1'],
  Teredo: ['2001:0:53aa:64c::1'],
  'site-local': ['fec0::1'],
  discard: ['100::1'],
  'not global unicast': ['4000::1', '100:0:0:1::1'],
  'no address': ['', 'example.org', '1.2.3.4.5', '[::1]'],
};

describe('AddressPolicy', () => {
  describe.each(Object.entries(REFUSED))('refuses %s', (_range, addresses) => {
    it.each(addresses)('%s', (address) => expect(new AddressPolicy().permits(address)).toBe(false));
  });

  it.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2a00:1450::1'])('permits public %s', (address) =>
    expect(new AddressPolicy().permits(address)).toBe(true));

  it('permits what the allow list names, and nothing beside it', () => {
    const policy = new AddressPolicy(['127.0.0.0/8', '10.1.2.3', '::1', 'fd00::/16']);
    for (const address of ['127.0.0.1', '127.9.9.9', '10.1.2.3', '::1', 'fd00::5', '::ffff:127.0.0.1']) expect(policy.permits(address)).toBe(true);
    for (const address of ['10.1.2.4', '192.168.0.1', 'fd01::1', '::ffff:10.1.2.4', '64:ff9b::7f00:1']) expect(policy.permits(address)).toBe(false);
  });

  it('an empty allow list allows nothing', () => expect(new AddressPolicy([]).permits('127.0.0.1')).toBe(false));

  it('throws on an entry that is no address and no range', () => {
    expect(() => new AddressPolicy(['localhost'])).toThrow();
    expect(() => new AddressPolicy(['10.0.0.0/33'])).toThrow();
  });
});
