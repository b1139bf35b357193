import { request } from 'node:http';
import { connect } from 'node:net';
import { assertConforms } from './conformance.js';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

export interface RawRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** Sent as it is; an object is sent as JSON. */
  readonly body?: string | Buffer | object;
}

/** One request whose path, headers and body nobody tidies up on the way. Rejects when the answer breaks the API's OpenAPI document. */
export async function send(url: string, { method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
  const bytes = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const answer = await new Promise<RawAnswer>((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port: new URL(url).port, method, path, headers: { ...headers, ...(bytes !== undefined && { 'content-length': String(Buffer.byteLength(bytes)) }) } });
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: Buffer.concat(chunks).toString() }));
      incoming.on('error', reject);
    });
    outgoing.end(bytes);
  });
  assertConforms({ method, target: path, ...answer });
  return answer;
}

/** Writes bytes to the listener and reads the first answer; for what no HTTP client would send. Rejects as `send` does. */
export async function sendBytes(url: string, bytes: string): Promise<RawAnswer> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes, 'latin1'));
    let received = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => (received += chunk));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]));
  const answer = { status: Number(statusLine.split(' ')[1]), headers, text: rest.join('\r\n\r\n') };
  const [method = '', target = ''] = bytes.split(' ');
  assertConforms({ method, target, ...answer });
  return answer;
}
