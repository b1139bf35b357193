import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A double of WhatsApp's Cloud API that takes any credentials: every phone number is one and the same. */
export interface GraphDouble {
  readonly url: string;
  close(): void;
}

export async function startGraph(): Promise<GraphDouble> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(request.method === 'GET' ? { display_phone_number: '+1 514-444-1919' } : { success: true }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => (server.closeAllConnections(), server.close()) };
}
