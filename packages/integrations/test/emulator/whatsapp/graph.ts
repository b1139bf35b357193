import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { bytesOf, send } from '../server.js';
import { WhatsappVendor, type StoredMedia } from './whatsapp-vendor.js';

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

/** The emulator's Graph API within a spec's process, for specs that look into it. */
export class Graph {
  readonly calls: Call[] = [];
  /** Whether the next message is taken, and its sender never told. */
  silent = false;
  /** What the next calls are answered instead. */
  readonly answers: { readonly status: number; readonly body: object; readonly headers?: Record<string, string> }[] = [];
  private readonly vendor = new WhatsappVendor();

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

  /** What people sent, by its id. */
  get media(): Map<string, StoredMedia> {
    return this.vendor.media;
  }

  get subscribed(): boolean {
    return this.vendor.isSubscribed;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = request;
    const body = await bytesOf(request);
    const judged = await this.vendor.judge({ method, path, headers, body, base: this.url });
    this.calls.push({ method, path: new URL(path, this.url).pathname, ...(judged.asked !== undefined && { body: judged.asked }) });
    const scripted = this.answers.shift();
    if (scripted) return send(response, scripted.status, scripted.body, scripted.headers);
    if (judged.status < 300) judged.take();
    if (this.silent && judged.asked !== undefined) return void response.destroy();
    send(response, judged.status, judged.answer);
  }
}
