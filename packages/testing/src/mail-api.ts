import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as Mailgun got it; of fields that came more than once, the last. */
export interface MailAsked {
  readonly call: string;
  readonly form: Readonly<Record<string, string>>;
}

/** A double of Mailgun on loopback that takes any key: it makes what it is asked to, and keeps the mails that it is given. */
export class MailApi {
  readonly asked: MailAsked[] = [];

  private constructor(readonly url: string, private readonly stop: () => void) {}

  static async start(): Promise<MailApi> {
    const server = createServer((request, response) => void api.answer(request, response).catch(() => response.destroy()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const api: MailApi = new MailApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => (server.closeAllConnections(), server.close()));
    return api;
  }

  close(): void {
    this.stop();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new Response(new Uint8Array(Buffer.concat(chunks)), { headers: { 'content-type': request.headers['content-type'] ?? '' } });
    const form = chunks.length === 0 ? [] : [...(await body.formData())].map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : value.name]);
    this.asked.push({ call: `${request.method} ${request.url}`, form: Object.fromEntries<string>(form) });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ message: 'done', route: { id: `route${this.asked.length}` } }));
  }
}
