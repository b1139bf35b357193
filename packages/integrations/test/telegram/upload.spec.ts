import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Content } from '@parley/contracts';
import { GuardedClient } from '@parley/egress';
import type { FormFile } from '../../src/channels/multipart.js';
import { plan } from '../../src/channels/telegram/plan.js';
import { send } from '../../src/channels/telegram/send.js';
import { vendorCalls } from '../../src/channels/vendor-calls.js';
import { VendorFault } from '../../src/channels/vendor-fault.js';
import { Emulator } from '../emulator/emulator.js';

const MB = 1024 * 1024;
const TOKEN = '42:a-token';
const URL = 'https://parley.example/parley/v1/media/a/1/x?token=t';

let emulator: Emulator;
let client: GuardedClient;
const servers: Server[] = [];
beforeAll(async () => {
  emulator = await Emulator.start();
  client = new GuardedClient({ allow: ['127.0.0.0/8'] });
});
afterAll(async () => {
  await client.close();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await emulator.close();
});

async function vendor(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const file = (bytes: Buffer, given: Partial<FormFile> = {}): FormFile => ({ fileName: 'A "bill" é.bin', mediaType: 'application/x-bill', size: bytes.length, read: async function* () { yield bytes.subarray(0, 3); yield bytes.subarray(3); }, ...given });
const sent = (content: Content, stored: FormFile, url = `${emulator.url}/telegram`, quotedExternalId = '17') => {
  const [part, ...more] = plan({ id: '65f1c0ffee65f1c0ffee65f1', content, quotedExternalId, isStored: (mediaUrl) => mediaUrl === URL }).parts;
  expect(more).toEqual([]);
  return send(part ?? {}, { recipient: '7', integrationId: 'i', conversationId: 'c', settings: { token: TOKEN }, calls: vendorCalls(client, url), file: async (mediaUrl) => (expect(mediaUrl).toBe(URL), stored) });
};
const lastTwo = async () => (await emulator.log()).slice(-2).map(({ method, asked, problems, taken }) => ({ method, asked, problems, taken }));
const described = (stored: FormFile, bytes: Buffer) => ({ fileName: stored.fileName, mediaType: stored.mediaType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });

describe('a file that is stored here', () => {
  it.each<[string, Content, string, string]>([
    ['of any type', { type: 'file', mediaUrl: URL, mediaType: 'application/x-bill', mediaSize: 45 * MB, text: 'The bill' }, 'sendDocument', 'document'],
    ['a picture that Telegram would not fetch by URL', { type: 'image', mediaUrl: URL, mediaType: 'image/png', mediaSize: 9 * MB, text: 'The bill' }, 'sendPhoto', 'photo'],
    ['a picture of another type', { type: 'image', mediaUrl: URL, mediaType: 'image/webp', text: 'The bill' }, 'sendDocument', 'document'],
    ['a film', { type: 'file', mediaUrl: URL, mediaType: 'video/mp4', text: 'The bill' }, 'sendVideo', 'video'],
  ])('goes as its bytes, in a form that the Bot API takes: %s', async (_what, content, method, field) => {
    const bytes = randomBytes(300_000);
    const stored = file(bytes);
    expect(await sent(content, stored)).toEqual({ externalIds: [expect.stringMatching(/^\d+$/)] });
    const asked = { chat_id: '7', caption: 'The bill', reply_parameters: { message_id: 17, allow_sending_without_reply: true }, [field]: described(stored, bytes) };
    expect((await lastTwo()).at(-1)).toEqual({ method, asked, problems: [], taken: true });
  });

  it('is refused above 50 MB, before a byte of it goes', async () => {
    const before = (await emulator.log()).length;
    await expect(sent({ type: 'file', mediaUrl: URL }, file(Buffer.alloc(1), { size: 50 * MB + 1 }))).rejects.toMatchObject({ faultClass: 'media_error', code: 'file_too_large' });
    expect((await emulator.log()).length).toBe(before);
  });

  it('goes as a document where it is a picture above 10 MB, or one that Telegram takes as no photo', async () => {
    const large = randomBytes(10 * MB + 1);
    await sent({ type: 'image', mediaUrl: URL }, file(large));
    expect((await lastTwo()).at(-1)).toMatchObject({ method: 'sendDocument', asked: { document: { size: large.length } }, problems: [], taken: true });
    await emulator.faults({ method: 'sendPhoto', fault: { kind: 'answer', status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' } } });
    await sent({ type: 'image', mediaUrl: URL, text: 'Long' }, file(Buffer.from('a picture')));
    expect(await lastTwo()).toMatchObject([{ method: 'sendPhoto', taken: false }, { method: 'sendDocument', asked: { caption: 'Long', document: { size: 9 } }, problems: [], taken: true }]);
  });

  it('is read as Telegram takes it, never whole', async () => {
    const [size, piece] = [48 * MB, Buffer.alloc(64 * 1024)];
    let [read, received, ahead] = [0, 0, 0];
    const url = await vendor((request, response) => void request.on('data', (chunk: Buffer) => (received += chunk.length)).on('end', () => response.writeHead(200).end('{"ok":true,"result":{"message_id":1}}')));
    const stored = file(piece, { size, read: async function* () {
      for (; read < size; read += piece.length) {
        ahead = Math.max(ahead, read - received);
        yield piece;
      }
    } });
    expect(await sent({ type: 'file', mediaUrl: URL }, stored, url)).toEqual({ externalIds: ['1'] });
    expect(received).toBeGreaterThan(size);
    expect(ahead).toBeLessThan(12 * MB);
  });
});

describe('an upload that fails', () => {
  const large = (given: Partial<FormFile> = {}) => file(Buffer.alloc(8 * MB), { read: async function* () { for (let n = 0; n < 128; n += 1) yield Buffer.alloc(64 * 1024); }, ...given });

  it('may be made again where not all had gone: nobody can have taken it', async () => {
    const url = await vendor((request) => void request.once('data', () => request.socket.destroy()));
    await expect(sent({ type: 'file', mediaUrl: URL }, large(), url)).rejects.toMatchObject({ faultClass: 'temporary' });
  });

  it('is of unknown outcome where all had gone and no answer came', async () => {
    const url = await vendor((request) => void request.resume().on('end', () => request.socket.destroy()));
    await expect(sent({ type: 'file', mediaUrl: URL }, large(), url)).rejects.toMatchObject({ faultClass: 'unknown' });
  });

  it('raises why the file could not be read to its end', async () => {
    const url = await vendor((request, response) => void request.resume().on('end', () => response.end('{"ok":true}')));
    const gone = large({ read: async function* () { yield Buffer.alloc(MB); throw new VendorFault('media_error', 'not_found'); } });
    await expect(sent({ type: 'file', mediaUrl: URL }, gone, url)).rejects.toMatchObject({ faultClass: 'media_error', code: 'not_found' });
  });

  it('what Telegram says of a URL that it cannot fetch is a fault of the file', async () => {
    await emulator.faults({ method: 'sendPhoto', fault: { kind: 'answer', status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: failed to get HTTP URL content' } } });
    const [part] = plan({ id: '65f1c0ffee65f1c0ffee65f1', content: { type: 'image', mediaUrl: 'https://shop.example/1.png' } }).parts;
    const nothing = { recipient: '7', integrationId: 'i', conversationId: 'c', settings: { token: TOKEN }, calls: vendorCalls(client, `${emulator.url}/telegram`), file: () => Promise.reject(new Error('nothing is stored')) };
    await expect(send(part ?? {}, nothing)).rejects.toMatchObject({ faultClass: 'media_error', code: '400' });
  });
});
