import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The vendor of docs/add-a-channel.md on loopback: takes one key, sends signed letters, keeps what it is asked. */
export class PigeonLoft {
  readonly letters: unknown[] = [];
  callback: { readonly url: string; readonly secret: string } | undefined;
  private readonly server = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()));

  private constructor(private readonly key: string) {}

  static async start(key: string): Promise<PigeonLoft> {
    const loft = new PigeonLoft(key);
    loft.server.listen(0, '127.0.0.1');
    await once(loft.server, 'listening');
    return loft;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sends a letter, signed as the page says; answers the status. */
  async send(letter: string, secret = this.callback?.secret ?? ''): Promise<number> {
    const signature = createHmac('sha256', secret).update(letter).digest('hex');
    return (await fetch(this.callback?.url ?? '', { method: 'POST', body: letter, headers: { 'x-pigeon-signature': signature } })).status;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const send = (status: number, body: object) => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.headers.authorization !== `Bearer ${this.key}`) return send(401, {});
    const body = chunks.length === 0 ? undefined : (JSON.parse(Buffer.concat(chunks).toString()) as object);
    if (request.url === '/v1/loft') return send(200, { name: 'Dam Square' });
    if (request.url === '/v1/loft/callback') this.callback = body as PigeonLoft['callback'];
    else this.letters.push(body);
    send(200, { number: this.letters.length });
  }
}
