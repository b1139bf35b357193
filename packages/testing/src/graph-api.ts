import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a business has at Meta. */
export interface Business {
  readonly accessToken: string;
  readonly appSecret: string;
  readonly phoneNumberId: string;
  readonly accountId: string;
}

/** A file that the business gave to Meta. */
export interface UploadedMedia {
  readonly fileName: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** A double of Meta's Graph API on loopback, as far as a business sends messages; that requests are as Meta describes them is held by the specs of the channel. */
export class GraphApi {
  readonly messages: unknown[] = [];
  /** What was said of persons' messages: that they are read. */
  readonly marks: unknown[] = [];
  /** By their ids. */
  readonly media = new Map<string, UploadedMedia>();
  subscribed = false;
  /** Meta's code with which the next message is refused. */
  refusal: number | undefined;

  private constructor(readonly url: string, private readonly business: Business | undefined, private readonly stop: () => void) {}

  /** Takes the credentials and the ids of this business only, or any. */
  static async start(business?: Business): Promise<GraphApi> {
    const server = createServer((request, response) => void graph.answer(request, response).catch(() => response.destroy()));
    // A process that stalls would find a connection idle for too long, and cut it with the call that has come by it meanwhile.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const graph: GraphApi = new GraphApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, business, () => (server.closeAllConnections(), server.close()));
    return graph;
  }

  close(): void {
    this.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new Response(new Uint8Array(Buffer.concat(chunks)), { headers: { 'content-type': request.headers['content-type'] ?? '' } });
    const isKnown = this.business === undefined || isProven(this.business, request.headers.authorization, searchParams.get('appsecret_proof'));
    const [, , id = '', edge = ''] = pathname.split('/');
    const [status, answer] = isKnown ? await this.result(`${request.method} ${edge}`, id, body) : [401, failure(190)];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }

  private async result(call: string, id: string, body: Response): Promise<[number, object]> {
    const { phoneNumberId: number, accountId: account } = this.business ?? { phoneNumberId: id, accountId: id };
    if (call === 'GET ' && id === number) return [200, { id, display_phone_number: '+1 555-078-3881', verified_name: 'Shop' }];
    if (id === account && (call === 'POST subscribed_apps' || call === 'DELETE subscribed_apps')) {
      this.subscribed = call.startsWith('POST');
      return [200, { success: true }];
    }
    if (id === number && call === 'POST media') return [200, { id: await this.keep(body) }];
    return id === number && call === 'POST messages' ? this.take(await body.json()) : [400, failure(100)];
  }

  private take(message: unknown): [number, object] {
    const code = this.refusal;
    this.refusal = undefined;
    if (code !== undefined) return [400, failure(code)];
    if ((message as { readonly status?: string }).status === 'read') {
      this.marks.push(message);
      return [200, { success: true }];
    }
    this.messages.push(message);
    return [200, { messaging_product: 'whatsapp', contacts: [], messages: [{ id: `wamid.sent.${this.messages.length}` }] }];
  }

  private async keep(body: Response): Promise<string> {
    const file = (await body.formData()).get('file');
    if (file === null || typeof file === 'string') throw new Error('a form without a file');
    const id = String(9000 + this.media.size);
    this.media.set(id, { fileName: file.name, mediaType: file.type, bytes: Buffer.from(await file.arrayBuffer()) });
    return id;
  }
}

const isProven = ({ accessToken, appSecret }: Business, authorization: string | undefined, proof: string | null): boolean =>
  authorization === `Bearer ${accessToken}` && proof === createHmac('sha256', appSecret).update(accessToken).digest('hex');

const failure = (code: number): object => ({ error: { message: 'Refused', type: 'OAuthException', code, fbtrace_id: 'x' } });
