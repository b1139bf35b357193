import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';

/**
 * The floor everything is compared with: node:http and pg, one prepared statement a request, durable, no rules at all.
 * Run as `node server.js <database url> <pool size>`; tells its parent the port by IPC.
 */
const [url, poolSize] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: url, max: Number(poolSize) });
pool.on('error', () => process.exit(1));

const INSERT = {
  name: 'insert',
  text: 'insert into messages (conversation_id, id, received, body) values ($1, $2, $3, $4)',
};
const PAGE = {
  name: 'page',
  text: 'select id, received, body from messages where conversation_id = $1 order by id desc limit 100',
};

/** By events: an async iterator over the request costs this server a tenth of its speed. */
const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks).toString()));
    request.on('error', reject);
  });

async function post(conversation: string, request: IncomingMessage): Promise<unknown> {
  const body = JSON.parse(await bodyOf(request)) as Record<string, unknown>;
  const message = { id: randomBytes(12).toString('hex'), received: new Date().toISOString(), ...body };
  await pool.query({ ...INSERT, values: [conversation, message.id, message.received, JSON.stringify(body)] });
  return { messages: [message] };
}

async function page(conversation: string): Promise<unknown> {
  const { rows } = await pool.query<{ id: string; received: Date; body: object }>({ ...PAGE, values: [conversation] });
  return { messages: rows.map(({ id, received, body }) => ({ id, received: received.toISOString(), ...body })) };
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const conversation = request.url?.slice(1) ?? '';
  const isPost = request.method === 'POST';
  const text = JSON.stringify(await (isPost ? post(conversation, request) : page(conversation)));
  response.writeHead(isPost ? 201 : 200, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const server = createServer((request, response) => {
  handle(request, response).catch(() => response.writeHead(500).end());
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
process.on('disconnect', () => process.exit(0));
