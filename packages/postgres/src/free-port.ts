import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

/** Below lie ports that are known for something; Linux hands out those from the second on, unless it is told another, and other systems higher ones. */
const [LOWEST, EPHEMERAL] = [16_000, 32_768];
/** Enough to choose from. */
const FEWEST = 1000;

const given = new Set<number>();

/**
 * A port of loopback that was free a moment ago, for a program that cannot choose one itself; never the same twice to one
 * process. Not one of those that the system gives to outgoing connections (ip(7), ip_local_port_range): any of them may
 * have the port before the program does, or while it starts again.
 */
export async function freePort(): Promise<number> {
  const end = firstEphemeral();
  for (;;) {
    const port = await listened(choose(end));
    if (port !== undefined) return port;
  }
}

/** 0, which is any, where the system keeps nearly all ports for outgoing connections. */
function choose(end: number): number {
  if (end - LOWEST - given.size < FEWEST) return 0;
  for (;;) {
    const port = randomInt(LOWEST, end);
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}

function firstEphemeral(): number {
  try {
    return Number(/^\d+/.exec(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'))?.[0] ?? EPHEMERAL);
  } catch {
    return EPHEMERAL;
  }
}

/** The port (any, when 0) if nobody has it. */
async function listened(wanted: number): Promise<number | undefined> {
  const server = createServer().listen(wanted, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
