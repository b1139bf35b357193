import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import { text } from 'node:stream/consumers';

const BOUNDARY = 'parley-boundary';

/** The headers of a form. */
export const FORM = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };

/** One part of a form. */
export const part = (content: Buffer, { field = 'source', name = 'my file.png', type = 'image/png' } = {}): Buffer =>
  Buffer.concat([Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; name="${field}"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`), content, Buffer.from('\r\n')]);

/** A whole form. */
export const form = (...parts: Buffer[]): Buffer => Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);

/** Uploads so many bytes without saying how many; answers the SHA-256 of what was sent too. */
export function sendFile(url: string, authorization: string, size: number): Promise<{ status: number | undefined; body: string; sent: string }> {
  const [hash, chunk] = [createHash('sha256'), randomBytes(1_048_576)];
  const request = http.request(url, { method: 'POST', headers: { authorization, ...FORM, 'transfer-encoding': 'chunked' } });
  const answered = new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    request.on('error', reject).on('response', (response) => void text(response).then((body) => resolve({ status: response.statusCode, body }), reject));
  });
  request.write(part(Buffer.alloc(0)).subarray(0, -2));
  for (let left = size; left > 0; left -= chunk.length) {
    const next = chunk.subarray(0, left);
    hash.update(next);
    request.write(next);
  }
  request.end(`\r\n--${BOUNDARY}--\r\n`);
  return answered.then((answer) => ({ ...answer, sent: hash.digest('hex') }));
}
