import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const SCRIPT = `
  const { readSync } = require('node:fs');
  const server = require('node:http').createServer((request, response) => response.end());
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    process.stdout.write(String(server.address().port));
    setImmediate(() => readSync(0, Buffer.alloc(1)));
  });`;

/** A target on 127.0.0.1 that takes no connection until it is told to: the system drops the first packet, and the next comes a second later. */
export interface BusyTarget {
  readonly port: number;
  /** From now on it takes connections. */
  release(): void;
  close(): Promise<void>;
}

export async function busyTarget(): Promise<BusyTarget> {
  const child = spawn(process.execPath, ['--eval', SCRIPT], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const [port] = (await once(child.stdout, 'data')).map(Number) as [number];
  // Two of them fill the queue of connections that wait to be taken.
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await queueFull(waiting);
  return {
    port,
    release: () => { child.stdin.write('.'); },
    close: async () => {
      for (const socket of waiting) socket.destroy();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Two have been taken up, so the others have been sent too. */
async function queueFull(sockets: readonly Socket[]): Promise<void> {
  await new Promise<void>((resolve) => {
    let connected = 0;
    for (const socket of sockets) socket.once('connect', () => (connected += 1) === 2 && resolve());
  });
}
