import { beforeAll, describe, expect, it } from '@jest/globals';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePort, reservePorts } from './free-port.js';

/** The first port that an outgoing connection may get: IANA's where the system does not tell. A system may have been told to give away all. */
function ephemeral(): number {
  const told = process.platform === 'linux' ? Number(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8').split('\t')[0]) : 49_152;
  return told < 20_000 ? 65_536 : told;
}

it('hands out free ports, none twice, and none that an outgoing connection may take before it is used', async () => {
  const ports = await Promise.all(Array.from({ length: 200 }, freePort));
  expect(new Set(ports).size).toBe(200);
  expect(Math.max(...ports)).toBeLessThan(ephemeral());
  const servers = ports.map((port) => createServer().listen(port, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  for (const server of servers) server.close();
});

describe('a port that somebody means for a program that is still to listen', () => {
  /** Few enough that chance would meet them, and enough to choose from. */
  const [LOWEST, FIRST, LAST] = [16_000, 20_000, 22_000];

  beforeAll(() => reservePorts(Array.from({ length: ephemeral() - LOWEST }, (_, number) => LOWEST + number).filter((port) => port < FIRST || port >= LAST)));

  it('is not given where this process has reserved it', async () => {
    const even = Array.from({ length: (LAST - FIRST) / 4 }, (_, number) => FIRST + 2 * number);
    reservePorts(even);
    const ports = await Promise.all(Array.from({ length: 40 }, freePort));
    expect(ports.filter((port) => even.includes(port))).toEqual([]);
  });

  it('is not given where another holds it by UDP', async () => {
    const odd = Array.from({ length: (LAST - FIRST) / 4 }, (_, number) => FIRST + 2 * number + 1);
    // What another process of this run holds at the moment is none of ours to judge.
    const held = await Promise.all(odd.map(async (port) => {
      const holder = createSocket('udp4').bind({ port, address: '127.0.0.1', exclusive: true });
      return once(holder, 'listening').then(() => [{ port, holder }], () => (holder.close(), []));
    })).then((all) => all.flat());
    expect(held.length).toBeGreaterThan(odd.length / 2);
    const ports = await Promise.all(Array.from({ length: 40 }, freePort));
    expect(ports.filter((port) => held.some((one) => one.port === port))).toEqual([]);
    for (const { holder } of held) holder.close();
  });
});
