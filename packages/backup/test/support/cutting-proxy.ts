import { once } from 'node:events';
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net';

/** Lets everything pass, lets nothing pass, refuses connections, or cuts each one after so many bytes of a request. */
export type Passing = 'all' | 'nothing' | 'refused' | { readonly cutAfter: number };

/** A way to a server that a network may be: silent, closed, or breaking off in the middle of an upload. */
export interface CuttingProxy {
  readonly origin: string;
  pass(how: Passing): void;
  close(): Promise<void>;
}

/** Listens on loopback for connections to the server at an origin. */
export async function cuttingProxy(origin: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(origin);
  const open = new Set<Socket>();
  let passing: Passing = 'all';
  const server = createServer((client) => {
    if (passing === 'refused') return void client.destroy();
    const upstream = createConnection(Number(port), hostname);
    let came = 0;
    for (const socket of [client, upstream]) {
      open.add(socket);
      const end = () => {
        open.delete(socket);
        for (const each of [client, upstream]) each.destroy();
      };
      socket.on('error', end).on('close', end);
    }
    client.on('data', (chunk: Buffer) => {
      came += chunk.length;
      if (passing === 'nothing') return;
      if (typeof passing === 'object' && came > passing.cutAfter) return void client.destroy();
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      if (passing !== 'nothing') client.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pass: (how) => {
      passing = how;
      // Those that are kept open would not meet it.
      if (how !== 'nothing') for (const socket of open) socket.destroy();
    },
    close: async () => {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
