import { describe, expect, it } from '@jest/globals';
import { networkOf } from './network-of.js';
import { RefusedAddresses } from './refused-addresses.js';

const unnamed = () => undefined;

describe('RefusedAddresses', () => {
  const at = { ms: 1_000_000 };
  const counting = (perMinute: number) => new RefusedAddresses(perMinute, () => at.ms);
  const refuse = (addresses: RefusedAddresses, times: number, address = '192.0.2.1') => {
    for (let time = 0; time < times; time += 1) addresses.refused(address);
  };

  it('bears so many refusals in a minute, and each is forgiven after its share of it', () => {
    const addresses = counting(6);
    refuse(addresses, 5);
    expect(addresses.waitSeconds('192.0.2.1', unnamed)).toBe(0);
    refuse(addresses, 1);
    expect(addresses.waitSeconds('192.0.2.1', unnamed)).toBe(10);
    at.ms += 10_000;
    expect(addresses.waitSeconds('192.0.2.1', unnamed)).toBe(0);
  });

  it('another address is not concerned; of IPv6 another network is not', () => {
    const addresses = counting(2);
    refuse(addresses, 2);
    refuse(addresses, 2, '2001:db8:1:2::1');
    expect(['192.0.2.2', '2001:db8:1:3::1'].map((address) => addresses.waitSeconds(address, unnamed))).toEqual([0, 0]);
    expect(addresses.waitSeconds('2001:db8:1:2:ffff::9', unnamed)).toBeGreaterThan(0);
  });

  it('a key that worked from there goes on, another does not', () => {
    const addresses = counting(2);
    addresses.accepted('192.0.2.1', 'app_good');
    refuse(addresses, 3);
    expect(addresses.waitSeconds('192.0.2.1', () => 'app_good')).toBe(0);
    expect(addresses.waitSeconds('192.0.2.1', () => 'app_other')).toBeGreaterThan(0);
  });

  it('however many there were, nobody waits for longer than a minute', () => {
    const addresses = counting(10);
    addresses.accepted('192.0.2.1', 'app_good');
    refuse(addresses, 10_000);
    expect(addresses.waitSeconds('192.0.2.1', unnamed)).toBeLessThanOrEqual(66);
  });

  it('0 bears any number', () => {
    const addresses = counting(0);
    refuse(addresses, 1000);
    expect(addresses.waitSeconds('192.0.2.1', unnamed)).toBe(0);
  });
});

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0DB8:0:0:1:2:3:4', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('networkOf(%s) is %s', (address, network) => expect(networkOf(address)).toBe(network));
