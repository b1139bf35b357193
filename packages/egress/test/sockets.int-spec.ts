import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { GuardedClient, type EgressError, type ResolvedAddress } from '@parley/egress';

const accepted: Socket[] = [];
const server = createServer((socket) => {
  accepted.push(socket);
  socket.on('error', () => undefined).end('hello\r\n');
});
let port: number;
let answer: readonly ResolvedAddress[];
const client = new GuardedClient({ allow: ['127.0.0.1'], resolveName: async () => answer });

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  await client.close();
  for (const socket of accepted) socket.destroy();
  server.close();
});

const fault = (host: string, at = port): Promise<EgressError> => client.connect({ host, port: at, timeoutMs: 5000 }).then(() => Promise.reject(new Error('it was opened')), (error: unknown) => error as EgressError);

it('a socket leads to the address that was checked, by a name or as it is, and is ended with the client', async () => {
  answer = [{ address: '127.0.0.1', family: 4 }];
  for (const host of ['mail.example', '127.0.0.1']) {
    const socket = await client.connect({ host, port, timeoutMs: 5000 });
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    expect([socket.remoteAddress, String(greeting)]).toEqual(['127.0.0.1', 'hello\r\n']);
    const closed = once(socket, 'close');
    await client.close();
    await closed;
  }
});

it('no socket leads to a refused address, nor to a name of which one address is refused, nor where nobody listens', async () => {
  expect(await fault('127.0.0.2')).toMatchObject({ code: 'refused_address' });
  answer = [{ address: '127.0.0.1', family: 4 }, { address: '10.0.0.1', family: 4 }];
  expect(await fault('mail.example')).toMatchObject({ code: 'refused_address' });
  answer = [];
  expect(await fault('mail.example')).toMatchObject({ code: 'name_not_resolved' });
  expect(await fault('127.0.0.1', 1)).toMatchObject({ code: 'connect_failed', reached: false });
});
