import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a business has at Meta. */
export const BUSINESS = { accessToken: 'EAAG-a-token', appSecret: 'the-app-secret', phoneNumberId: '106540352242922', accountId: '102290129340398' } as const;

/** Meta's Graph API on loopback, as far as one business sends texts; that requests are as Meta describes them is held by the specs of the channel. */
export class GraphApi {
  readonly messages: unknown[] = [];
  subscribed = false;
  /** Meta's code with which the next message is refused. */
  refusal: number | undefined;

  private constructor(readonly url: string, private readonly stop: () => void) {}

  static async start(): Promise<GraphApi> {
    const server = createServer((request, response) => void graph.answer(request, response).catch(() => response.destroy()));
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const graph: GraphApi = new GraphApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => (server.closeAllConnections(), server.close()));
    return graph;
  }

  close(): void {
    this.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const proof = createHmac('sha256', BUSINESS.appSecret).update(BUSINESS.accessToken).digest('hex');
    const isKnown = request.headers.authorization === `Bearer ${BUSINESS.accessToken}` && searchParams.get('appsecret_proof') === proof;
    const [status, body] = isKnown ? this.result(`${request.method} ${pathname.replace(/^\/v[\d.]+/, '')}`, Buffer.concat(chunks).toString()) : [401, failure(190)];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  private result(call: string, text: string): [number, object] {
    const { phoneNumberId: number, accountId: account } = BUSINESS;
    if (call === `GET /${number}`) return [200, { id: number, display_phone_number: '+1 555-078-3881', verified_name: 'Shop' }];
    if (call === `POST /${account}/subscribed_apps` || call === `DELETE /${account}/subscribed_apps`) {
      this.subscribed = call.startsWith('POST');
      return [200, { success: true }];
    }
    if (call !== `POST /${number}/messages`) return [400, failure(100)];
    const code = this.refusal;
    this.refusal = undefined;
    if (code !== undefined) return [400, failure(code)];
    this.messages.push(JSON.parse(text));
    return [200, { messaging_product: 'whatsapp', contacts: [], messages: [{ id: `wamid.sent.${this.messages.length}` }] }];
  }
}

const failure = (code: number): object => ({ error: { message: 'Refused', type: 'OAuthException', code, fbtrace_id: 'x' } });
