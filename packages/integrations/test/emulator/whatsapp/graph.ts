import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hmac } from '../../signatures/web-crypto.js';
import { readUpload } from './upload.js';
import { validateRequest } from './validate.js';

/** What a business has at Meta. */
export const BUSINESS = { accessToken: 'EAAG-a-token', appSecret: 'the-app-secret', phoneNumberId: '106540352242922', accountId: '102290129340398' } as const;

/** A file that somebody sent. */
export interface StoredMedia {
  readonly bytes: Buffer;
  readonly mimeType: string;
  /** What is said of it, where that is not the truth. */
  readonly told?: object;
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** Meta's Graph API, as far as a business sees it, on loopback: it judges the token and the proof of the app's secret, made by another implementation than ours. */
export class Graph {
  readonly calls: Call[] = [];
  readonly media = new Map<string, StoredMedia>();
  /** The ids of what the business uploaded. */
  readonly uploads = new Set<string>();
  subscribed = false;
  /** Whether the next message is taken, and its sender never told. */
  silent = false;
  /** What the next calls are answered instead. */
  readonly answers: { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }[] = [];

  private constructor(readonly url: string, private readonly stop: () => void) {}

  static async start(): Promise<Graph> {
    const server = createServer((request, response) => void graph.answer(request, response).catch(() => response.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const graph: Graph = new Graph(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => (server.closeAllConnections(), server.close()));
    return graph;
  }

  close(): void {
    this.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const send = (status: number, body: object, headers: Record<string, string> = {}) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [bytes, type] = [Buffer.concat(chunks), String(request.headers['content-type'])];
    const upload = type.startsWith('multipart/form-data') ? await readUpload(type, bytes) : undefined;
    const call: Call = { method: request.method ?? '', path: pathname, ...(bytes.length > 0 && { body: upload ? upload.asked : (JSON.parse(bytes.toString()) as unknown) }) };
    this.calls.push(call);
    const scripted = this.answers.shift();
    if (scripted) return void send(scripted.status, scripted.body, scripted.headers);
    if (request.headers.authorization !== `Bearer ${BUSINESS.accessToken}`) return void send(401, failure(190, 'Invalid OAuth access token'));
    const file = /^\/lookaside\/(.+)$/.exec(pathname)?.[1];
    if (file !== undefined) return void response.end(this.media.get(file)?.bytes);
    if (searchParams.get('appsecret_proof') !== (await hmac('SHA-256', BUSINESS.appSecret, BUSINESS.accessToken)).toString('hex'))
      return void send(400, failure(100, 'Invalid appsecret_proof provided in the API argument'));
    if (this.silent && call.body !== undefined) return void response.destroy();
    send(...this.result(call, upload?.problems));
  }

  private result({ method, path, body }: Call, problems?: readonly string[]): [number, object] {
    const [, version, id = '', edge] = path.split('/');
    if (version !== 'v23.0') return [400, failure(2500, 'Unknown path components')];
    if (method === 'GET' && id === BUSINESS.phoneNumberId && !edge) return [200, { display_phone_number: '+1 555-078-3881', verified_name: 'Shop', id }];
    if (id === BUSINESS.accountId && edge === 'subscribed_apps' && method !== 'GET') {
      this.subscribed = method === 'POST';
      return [200, { success: true }];
    }
    if (method === 'POST' && id === BUSINESS.phoneNumberId && edge === 'media') return this.keep(problems ?? ['no form']);
    if (method === 'POST' && id === BUSINESS.phoneNumberId && edge === 'messages') return taken(body, this.calls.length, this.uploads);
    const media = this.media.get(id);
    if (method === 'GET' && media && !edge) {
      const { bytes, mimeType, told } = media;
      return [200, { messaging_product: 'whatsapp', url: `${this.url}/lookaside/${id}`, mime_type: mimeType, file_size: String(bytes.length), id, ...told }];
    }
    return [400, failure(100, 'Unsupported request: object does not exist')];
  }

  private keep(problems: readonly string[]): [number, object] {
    if (problems.length > 0) return [400, failure(100, problems.join('; '))];
    const id = String(4_490_709_327_384_033 + this.uploads.size);
    this.uploads.add(id);
    return [200, { id }];
  }
}

/** A message as Meta takes it, or what is wrong with it; among that a file by an id that Meta gave to nothing. */
function taken(body: unknown, nth: number, uploads: ReadonlySet<string>): [number, object] {
  const named = [...JSON.stringify(body).matchAll(/"(?:image|video|audio|document)":\{[^{}]*"id":"([^"]*)"/g)].map(([, id = '']) => id);
  const problems = [...validateRequest(body), ...named.filter((id) => !uploads.has(id)).map((id) => `there is no media ${id}`)];
  if (problems.length > 0) return [400, failure(100, problems.join('; '))];
  const { to, recipient } = body as { readonly to?: string; readonly recipient?: string };
  return [200, { messaging_product: 'whatsapp', contacts: [{ input: to ?? recipient, ...(to !== undefined && { wa_id: to.replace('+', '') }) }], messages: [{ id: `wamid.OUT${nth}`, message_status: 'accepted' }] }];
}

/** An error as the Graph API tells it. */
export const failure = (code: number, message: string): object => ({ error: { message, type: 'OAuthException', code, fbtrace_id: 'A1b2' } });
