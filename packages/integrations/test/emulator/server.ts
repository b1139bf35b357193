import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { Script, type Fault, type Scripted } from './faults.js';
import type { Logged, Vendor, VendorAnswer } from './vendor.js';

/** What a spec asks of the emulator, at `/control/<name>`. */
interface Told {
  readonly vendor: string;
  readonly account: string;
  readonly event: object;
}

/** Vendors on loopback, each below its name (`/telegram/bot…`); the one that is named `root` also without it, for who can be told an origin only. Answers its URL. */
export async function serve(vendors: Readonly<Record<string, Vendor>>, root?: string): Promise<string> {
  const emulator = new Emulation(vendors, root);
  const server = createServer((request, response) => void emulator.handle(request, response).catch((error: unknown) => send(response, 500, { error: String(error) })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

class Emulation {
  private readonly log: Logged[] = [];
  private readonly script = new Script();

  constructor(private readonly vendors: Readonly<Record<string, Vendor>>, private readonly root?: string) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(request);
    const [, name = '', path = '/'] = /^\/([^/]+)(.*)$/.exec(request.url ?? '') ?? [];
    if (name === 'control') return this.control(path.slice(1), body, response);
    const at = `http://${request.headers.host ?? ''}`;
    const { vendor, ...where } = this.root !== undefined && !(name in this.vendors) ? { vendor: this.root, path: request.url ?? '', base: at } : { vendor: name, path, base: `${at}/${name}` };
    const judged = await this.vendor(vendor).judge({ method: request.method ?? '', headers: request.headers, body, ...where });
    await this.answer(judged, this.script.take(judged.method), response);
  }

  private async answer(judged: VendorAnswer, fault: Fault | undefined, response: ServerResponse): Promise<void> {
    const { method, account, asked, problems, status, answer } = judged;
    const taken = status < 300 && (fault === undefined || fault.kind === 'slow' || fault.kind === 'cut' || (fault.kind === 'reset' && fault.taken));
    if (taken) judged.take();
    const answered = fault === undefined || fault.kind === 'slow' || fault.kind === 'cut' ? status : fault.kind === 'reset' ? undefined : fault.status;
    this.log.push({ method, ...(account !== undefined && { account }), asked, problems, ...(answered !== undefined && { status: answered }), taken });
    switch (fault?.kind) {
      case undefined:
        return send(response, status, answer);
      case 'answer':
        return send(response, fault.status, fault.body, fault.headers);
      case 'page':
        response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<html><body>no</body></html>');
        return;
      case 'slow':
        return drip(response, status, bytesToSend(answer), fault.overMs);
      case 'cut':
        return cut(response, status, bytesToSend(answer));
      case 'reset':
        response.destroy();
    }
  }

  private async control(what: string, body: Buffer, response: ServerResponse): Promise<void> {
    const asked: unknown = body.length === 0 ? undefined : JSON.parse(body.toString());
    if (what === 'log') return send(response, 200, this.log);
    if (what === 'faults') return send(response, 200, this.script.add(asked as readonly Scripted[]) ?? {});
    if (what === 'files') return send(response, 200, this.keep(asked as { readonly vendor: string; readonly path: string; readonly base64: string }));
    return send(response, 200, { status: await this.tell(asked as Told) });
  }

  private keep({ vendor, path, base64 }: { readonly vendor: string; readonly path: string; readonly base64: string }): object {
    this.vendor(vendor).keep(path, Buffer.from(base64, 'base64'));
    return {};
  }

  private async tell({ vendor, account, event }: Told): Promise<number> {
    const { url, ...call } = await this.vendor(vendor).tell(account, event);
    const { status } = await fetch(url, { method: 'POST', ...call });
    return status;
  }

  private vendor(name: string): Vendor {
    const vendor = this.vendors[name];
    if (vendor === undefined) throw new Error(`the emulator knows no vendor ${name}`);
    return vendor;
  }
}

/** A request's body. */
export async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Answers with bytes as they are, or with JSON. */
export function send(response: ServerResponse, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): void {
  if (Buffer.isBuffer(body)) response.writeHead(status, headers).end(body);
  else response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const bytesToSend = (answer: unknown): Buffer => (Buffer.isBuffer(answer) ? answer : Buffer.from(JSON.stringify(answer)));

function cut(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { 'content-length': body.length });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}

async function drip(response: ServerResponse, status: number, body: Buffer, overMs: number): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json' });
  for (const sign of body) {
    response.write(Buffer.of(sign));
    // Timers leave out fractions: the whole would come sooner than was asked for.
    await setTimeout(Math.ceil(overMs / body.length));
    if (response.destroyed) return;
  }
  response.end();
}
