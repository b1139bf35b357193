import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { freePort } from './free-port.js';

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
