import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createLogger } from '@parley/kernel';
import { answerClientErrors } from './client-error.js';

let server: Server;
const lines: Record<string, unknown>[] = [];
const logger = createLogger('api', 'info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
beforeEach(async () => {
  server = createServer().on('clientError', answerClientErrors(logger));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  lines.length = 0;
  server.close();
  await once(server, 'close');
});

it('what is no HTTP is answered and logged under one request id, without what was sent', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('Hello, my secret is 4711\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  const [, id] = /\r\nx-request-id: (\S+)\r\n/.exec(answer) ?? [];
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(lines).toEqual([expect.objectContaining({ msg: 'request', requestId: id, client: '127.0.0.1', method: 'unknown', route: 'unknown', status: 400, reason: expect.stringMatching(/^HPE_/) })]);
  expect(JSON.stringify(lines)).not.toContain('4711');
});
