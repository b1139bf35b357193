import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as Mailgun got it; of fields that came more than once, the last. */
export interface MailAsked {
  readonly call: string;
  readonly form: Readonly<Record<string, string>>;
}

/** A mail that somebody sends to the business. */
export interface MailSent {
  /** As in a header: a name, and the address in brackets. */
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** As in the mail: names as they are, `Message-Id` among them. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A double of Mailgun on loopback that takes any key: it makes what it is asked to, and keeps the mails that it is given. */
export class MailApi {
  readonly asked: MailAsked[] = [];
  /** Where mails are told of, by the last route that was made. */
  private route = '';
  /** Where what becomes of mails is told, by the last webhook that was made. */
  private webhook = '';

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

  /** The mails that it was given, in their order. */
  get mails(): readonly MailAsked['form'][] {
    return this.asked.filter(({ call }) => /^POST \/v3\/[^/]+\/messages$/.test(call)).map(({ form }) => form);
  }

  /** Tells of a mail that has come, signed with `key`, as a route does that stores and notifies; answers the status. */
  async mail(key: string, { from, to, subject, text, headers }: MailSent): Promise<number> {
    const all = Object.entries({ From: from, To: to, Subject: subject, ...headers });
    const fields = { recipient: to, from, subject, 'body-plain': text, 'message-headers': JSON.stringify(all), ...signed(key) };
    const { status } = await fetch(this.route, { method: 'POST', body: new URLSearchParams(fields) });
    return status;
  }

  /** Tells what became of a mail, signed with `key`, as webhooks do; answers the status. */
  async event(key: string, data: object): Promise<number> {
    const body = JSON.stringify({ signature: signed(key), 'event-data': { id: randomBytes(16).toString('base64url'), timestamp: Date.now() / 1000, ...data } });
    const { status } = await fetch(this.webhook, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return status;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = new Response(new Uint8Array(Buffer.concat(chunks)), { headers: { 'content-type': request.headers['content-type'] ?? '' } });
    const form = chunks.length === 0 ? [] : [...(await body.formData())].map(([name, value]): [string, string] => [name, typeof value === 'string' ? value : value.name]);
    for (const [name, value] of form) {
      if (name === 'action') this.route = /^store\(notify="(.*)"\)$/.exec(value)?.[1] ?? this.route;
      if (name === 'url') this.webhook = value;
    }
    this.asked.push({ call: `${request.method} ${request.url}`, form: Object.fromEntries<string>(form) });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ message: 'done', route: { id: `route${this.asked.length}` } }));
  }
}

/** Mailgun, "Securing webhooks": the time and a token, not the body. */
function signed(key: string): { readonly timestamp: string; readonly token: string; readonly signature: string } {
  const [timestamp, token] = [String(Math.floor(Date.now() / 1000)), randomBytes(25).toString('hex')];
  return { timestamp, token, signature: createHmac('sha256', key).update(timestamp + token).digest('hex') };
}
