import { once } from 'node:events';
import { rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../start-error.js';

/**
 * Holds a data directory for this process. The lock is a socket's name, which the kernel gives back however the process
 * ends: no stale file after kill -9. On Linux the name is abstract; elsewhere it is a file, which is tried before it is removed.
 * Throws StartError when another process holds it.
 */
export async function lockDataDir(path: string): Promise<{ release: () => Promise<void> }> {
  const { dev, ino } = statSync(path);
  const name = `parley-${process.getuid?.() ?? 0}-${dev}-${ino}`;
  const address = process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
  const server = (await listen(address)) ?? (await retryStale(address));
  if (server === undefined) throw new StartError(`Parley is already running on the data directory ${path}`);
  server.unref();
  return {
    async release() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

async function listen(address: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).listen(address);
  try {
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function retryStale(address: string): Promise<Server | undefined> {
  if (address.startsWith('\0')) return undefined;
  const socket = connect(address);
  try {
    await once(socket, 'connect');
    socket.destroy();
    return undefined;
  } catch {
    rmSync(address, { force: true });
    return listen(address);
  }
}
