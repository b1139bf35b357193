import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, expect, it } from '@jest/globals';
import type { EgressError} from '@parley/egress';
import { GuardedClient } from '@parley/egress';

const client = new GuardedClient({ allow: ['127.0.0.0/8'], connectionsPerOrigin: 1, maxResponseBytes: 1000 });
const open: { close(): unknown }[] = [];
afterAll(async () => {
  await client.close();
  for (const each of open) each.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => (server.closeAllConnections(), server.close()) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** A server that does with a connection what it is told. */
async function serveSockets(handle: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer(handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const post = { method: 'POST' as const, headers: { 'content-type': 'application/json' }, body: '{"a":"ü"}', timeoutMs: 5000 };
const fault = (work: Promise<unknown>): Promise<EgressError> => work.then(() => Promise.reject(new Error('it ended well')), (error: unknown) => error as EgressError);

it('answers the status, the headers and the body of a request whose body came whole', async () => {
  const url = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    response.writeHead(201, { 'retry-after': '7' }).end(`${request.headers['content-length']} ${Buffer.concat(chunks).toString()}`);
  });
  const answer = await client.exchange(url, post);
  expect([answer.status, answer.headers['retry-after'], answer.body.toString()]).toEqual([201, '7', '10 {"a":"ü"}']);
});

it('a stream goes as it comes, with the length that its headers say', async () => {
  const url = await serve(async (request, response) => {
    let size = 0;
    for await (const chunk of request) size += (chunk as Buffer).length;
    response.end(`${request.headers['content-length']} ${size} ${request.headers['transfer-encoding']}`);
  });
  async function* body() {
    for (let part = 0; part < 10; part += 1) yield Buffer.alloc(10_000);
  }
  expect((await client.exchange(url, { ...post, headers: { 'content-length': '100000' }, body: body() })).body.toString()).toBe('100000 100000 undefined');
});

it('an answer above the limit is too_large; a download has a limit of its own, and ends there too', async () => {
  const url = await serve((_request, response) => response.end(Buffer.alloc(3000)));
  expect(await fault(client.exchange(url, post))).toMatchObject({ code: 'too_large', status: 200 });
  const whole = async (maxBytes: number): Promise<number> => {
    let size = 0;
    for await (const chunk of (await client.download(url, { method: 'GET', headers: {}, timeoutMs: 5000, maxBytes })).body) size += chunk.length;
    return size;
  };
  expect(await whole(3000)).toBe(3000);
  expect(await fault(whole(2999))).toMatchObject({ code: 'too_large', status: 200 });
});

it('tells a request of which nothing left (it may be repeated) from one that may have been heard', async () => {
  expect(await fault(client.exchange('http://127.0.0.1:1/', post))).toMatchObject({ code: 'connect_failed', reached: false });
  const reset = await serveSockets((socket) => socket.once('data', () => socket.resetAndDestroy()));
  expect(await fault(client.exchange(reset, post))).toMatchObject({ code: 'broken_answer', reached: true });
  const silent = await serveSockets((socket) => socket.resume());
  const first = fault(client.exchange(silent, { ...post, timeoutMs: 700 }));
  // The only socket is taken: this one waits for it in vain.
  expect(await fault(client.exchange(silent, { ...post, timeoutMs: 300 }))).toMatchObject({ code: 'timeout', reached: false });
  expect(await first).toMatchObject({ code: 'timeout', reached: true });
});

it('what must not be done twice takes no socket that was idle for more than a second, however long the other side would keep it', async () => {
  const ends: Promise<unknown>[] = [];
  const url = await serveSockets((socket) => {
    ends.push(once(socket, 'close', { signal: AbortSignal.timeout(15_000) }));
    // The end of the request's body.
    socket.on('data', (bytes) => bytes.includes('}') && socket.write('HTTP/1.1 200 OK\r\nkeep-alive: timeout=600\r\ncontent-length: 0\r\n\r\n'));
  });
  await client.exchange(url, { ...post, once: true });
  await Promise.all(ends);
  await client.exchange(url, { ...post, once: true });
  expect(ends).toHaveLength(2);
});

it('a body that breaks off, or comes too slowly, raises while it is read', async () => {
  const url = await serveSockets((socket) => socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbeginning');
    setTimeout(() => socket.destroy(), 50);
  }));
  expect(await fault(client.exchange(url, post))).toMatchObject({ code: 'broken_answer', status: 200 });
  const slow = await serveSockets((socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbeginning')));
  expect(await fault(client.exchange(slow, { ...post, timeoutMs: 300 }))).toMatchObject({ code: 'timeout', status: 200 });
});
