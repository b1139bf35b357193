import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf, send } from '../server.js';
import { MailgunVendor, type MailgunAsked } from './mailgun-vendor.js';

/** A request as it came, and what is wrong with it by Mailgun's description. */
export interface Asked extends MailgunAsked {
  readonly problems: readonly string[];
}

interface Given { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>>; readonly breaks?: boolean }

/** Mailgun as the emulator has it, in the spec's own process: for specs that ask often what was asked, and say what is answered. */
export class MailgunApi {
  readonly asked: Asked[] = [];
  /** The next answers, instead of Mailgun's; `breaks` ends the connection once the request was heard. */
  readonly next: Given[] = [];
  private readonly vendor = new MailgunVendor();
  private readonly server: Server = createServer((request, response) => void this.answer(request, response).catch(() => response.destroy()));

  private constructor() {}

  static async start(): Promise<MailgunApi> {
    const api = new MailgunApi();
    await new Promise<void>((done) => api.server.listen(0, '127.0.0.1', done));
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const judged = await this.vendor.judge({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: await bytesOf(request), base: this.url });
    this.asked.push({ ...judged.asked, problems: judged.problems });
    const given = this.next.shift();
    if (given?.breaks) return void request.socket.destroy();
    if (given) return void response.writeHead(given.status, given.headers).end(given.body);
    if (judged.status < 300) judged.take();
    send(response, judged.status, judged.answer);
  }
}
