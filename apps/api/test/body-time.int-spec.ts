import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp, createKey } from '@parley/testing';
import { FORM, part } from './support/forms.js';
import { startApi, type RunningApi } from './support/running-api.js';

const [REQUEST_SECONDS, UPLOAD_SECONDS] = [1, 4];
/** More than 8 kB. */
const CHUNK = Buffer.alloc(32_768, 'x');
const EVERY_MS = 100;

let api: RunningApi;
let [attachments, key] = ['', ''];

beforeAll(async () => {
  api = await startApi({ requestSeconds: REQUEST_SECONDS, uploadSeconds: UPLOAD_SECONDS });
  const { id } = await createApp(api.database, { accountId: api.accountId });
  attachments = `/v2/apps/${id}/attachments`;
  key = (await createKey(api.database, { accountId: api.accountId, appId: id })).basic;
});
afterAll(() => api.close());

/** A request of which the end is long in coming: what it was answered, and how long its connection was held, in seconds. */
async function dribble(head: string[], { ms, end = '' }: { ms: number; end?: string }, chunk = CHUNK): Promise<{ answers: string[]; seconds: number; body: string }> {
  const began = performance.now();
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
  let received = '';
  const closed = new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve()).on('data', (data) => (received += data.toString())));
  socket.write([...head, '', ''].join('\r\n'));
  const chunked = (content: Buffer | string) => socket.write(Buffer.concat([Buffer.from(`${content.length.toString(16)}\r\n`), Buffer.from(content), Buffer.from('\r\n')]));
  chunked(part(Buffer.alloc(0)).subarray(0, -2));
  while (socket.writable && performance.now() - began < ms) {
    chunked(chunk);
    await delay(EVERY_MS);
  }
  if (end !== '') {
    chunked(end);
    socket.write('0\r\n\r\n');
  }
  await closed;
  return { answers: [...received.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status]) => status ?? ''), seconds: (performance.now() - began) / 1000, body: received.slice(received.indexOf('\r\n\r\n') + 4) };
}

const upload = (authorization = key): string[] =>
  [`POST ${attachments} HTTP/1.1`, 'Host: localhost', 'Connection: close', `Authorization: ${authorization}`, `Content-Type: ${FORM['content-type']}`, 'Transfer-Encoding: chunked'];
const END = '\r\n--parley-boundary--\r\n';
const TOO_SLOW = { errors: [{ code: 'bad_request', title: 'The request took too long to arrive' }] };
const rows = () => api.database.query('select from attachments');

describe('the time that a body has', () => {
  it('a JSON body has PARLEY_REQUEST_SECONDS, however steadily it comes: then 408, and the connection is closed', async () => {
    const { answers, seconds, body } = await dribble(
      [`POST ${attachments}/remove HTTP/1.1`, 'Host: localhost', `Authorization: ${key}`, 'Content-Type: application/json', 'Transfer-Encoding: chunked'], { ms: 60_000 }, Buffer.from(' '));
    expect([answers, JSON.parse(body)]).toEqual([['408'], TOO_SLOW]);
    expect(seconds).toBeGreaterThanOrEqual(REQUEST_SECONDS);
  });

  it('a file may take longer, as long as it keeps coming', async () => {
    const { answers, seconds } = await dribble(upload(), { ms: 1_500, end: END });
    expect([answers, (await rows()).length]).toEqual([['201'], 1]);
    expect(seconds).toBeGreaterThan(REQUEST_SECONDS);
  });

  it('a file that comes slower than 8 kB a second is cut off after PARLEY_REQUEST_SECONDS, and nothing is left of it', async () => {
    const before = await rows();
    const { answers, body } = await dribble(upload(), { ms: 60_000 }, Buffer.from('x'));
    expect([answers, JSON.parse(body), await rows()]).toEqual([['408'], TOO_SLOW, before]);
  });

  it('a file that does not end is cut off after PARLEY_UPLOAD_SECONDS', async () => {
    const { answers, seconds } = await dribble(upload(), { ms: 60_000 });
    expect(answers).toEqual(['408']);
    expect(seconds).toBeGreaterThanOrEqual(UPLOAD_SECONDS);
  });

  it('whoever is refused holds his connection no longer than with any other request, whatever he sends', async () => {
    const refused = upload('Basic d3Jvbmc6d3Jvbmc=').filter((line) => line !== 'Connection: close');
    const { answers, seconds } = await dribble(refused, { ms: 60_000 });
    expect(answers).toEqual(['401']);
    expect(seconds).toBeLessThan(UPLOAD_SECONDS);
  });
});
