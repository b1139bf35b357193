import { freePort as anyFreePort } from '@parley/postgres';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/**
 * A free port of loopback for a program that listens by TCP, which no other process of these specs gets while this one
 * lives, also while the program is started again. It is held by a UDP socket of the same number: in nobody's way, and given
 * back by the system however the process ends.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await anyFreePort();
    if (await hold(port)) return port;
  }
}

async function hold(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  try {
    socket.bind({ port, address: '127.0.0.1', exclusive: true });
    await once(socket, 'listening');
    return true;
  } catch (error) {
    socket.close();
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return false;
    throw error;
  }
}
