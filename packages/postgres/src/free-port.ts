import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

/** Below lie ports that are known for something; Linux hands out those from the second on, unless it is told another, and other systems higher ones. */
const [LOWEST, EPHEMERAL] = [16_000, 32_768];
/** Enough to choose from. */
const FEWEST = 1000;

const given = new Set<number>();

/** Ports that this process means for something else: `freePort` gives none of them, though nobody listens there yet. */
export const reservePorts = (ports: readonly number[]): void => ports.forEach((port) => given.add(port));

/**
 * A port of loopback that was free a moment ago, for a program that cannot choose one itself; never the same twice to one
 * process. Nobody has it by UDP either, which is how a port is held for a program that is still to listen. Not one of those
 * that the system gives to outgoing connections (ip(7), ip_local_port_range): any of them may have the port before the
 * program does, or while it starts again.
 */
export async function freePort(): Promise<number> {
  const end = firstEphemeral();
  for (;;) {
    const wanted = choose(end);
    // Asked first: to listen, even for a moment, would be in the way of the program that the port is held for.
    if (wanted !== 0 && !(await isUnheld(wanted))) continue;
    const port = await listened(wanted);
    if (port !== undefined && (wanted !== 0 || (!given.has(port) && (await isUnheld(port))))) return port;
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

/** Whether nobody has the port by UDP. */
async function isUnheld(port: number): Promise<boolean> {
  const socket = createSocket('udp4').bind({ port, address: '127.0.0.1', exclusive: true });
  try {
    await once(socket, 'listening');
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  } finally {
    socket.close();
  }
}
