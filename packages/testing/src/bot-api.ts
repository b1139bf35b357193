import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a bot has told Telegram to do with its updates. */
interface Hook {
  readonly url: string;
  readonly secret_token: string;
  readonly allowed_updates: readonly string[];
}

/** A double of Telegram on loopback, as far as a bot sees it: its methods, and updates that come to the bot's webhook. */
export class BotApi {
  readonly calls: { readonly token: string | undefined; readonly method: string; readonly body: Record<string, unknown> }[] = [];
  hook: Hook | undefined;
  private updates = 0;
  /** The token with which `hook` was set. */
  private hooked: string | undefined;
  /** Tokens that BotFather has revoked. */
  readonly revoked = new Set<string>();
  /** Is told of each method that was called, before it is answered. */
  heard: (method: string) => void = () => undefined;

  private constructor(readonly url: string, readonly token: string | undefined, private readonly files: ReadonlyMap<string, Buffer>, private readonly answerMs: number, private readonly stop: () => void) {}

  /** Takes this token only, or any; `files` by their ids, which are their paths; takes `answerMs` for an answer. */
  static async start(token?: string, files: ReadonlyMap<string, Buffer> = new Map(), answerMs = 0): Promise<BotApi> {
    const server = createServer((request, response) => void api.answer(request, response).catch(() => response.destroy()));
    // A process that stalls would find a connection idle for too long, and cut it with the call that has come by it meanwhile.
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const api: BotApi = new BotApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, files, answerMs, () => (server.closeAllConnections(), server.close()));
    return api;
  }

  close(): void {
    this.stop();
  }

  /** Sends an update as Telegram does, or below `origin`; answers the status. */
  async update(update: object, { id = (this.updates += 1), secret = this.hook?.secret_token ?? '', origin }: { id?: number; secret?: string; origin?: string } = {}): Promise<number> {
    const { pathname, origin: told } = new URL(this.hook?.url ?? '');
    const { status } = await fetch(`${origin ?? told}${pathname}`, {
      method: 'POST', headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret }, body: JSON.stringify({ update_id: id, ...update }),
    });
    return status;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, file, token, rest = ''] = /^\/(file\/)?bot([^/]+)\/(.+)$/.exec(request.url ?? '') ?? [];
    const send = (status: number, body: object) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if ((this.token !== undefined && token !== this.token) || this.revoked.has(token ?? '')) return void send(401, { ok: false, error_code: 401, description: 'Unauthorized' });
    if (file) return void response.end(this.files.get(rest));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = await bodyOf(String(request.headers['content-type']), Buffer.concat(chunks));
    this.calls.push({ token, method: rest, body });
    this.heard(rest);
    if (rest === 'setWebhook') [this.hook, this.hooked] = [body as unknown as Hook, token];
    if (rest === 'deleteWebhook' && botOf(this.hooked) === botOf(token)) this.hook = undefined;
    await delay(this.answerMs);
    const results: Record<string, unknown> = { getMe: { id: Number(botOf(token)), is_bot: true, first_name: 'Shop', username: 'shop_bot' }, getFile: { file_id: body['file_id'], file_path: body['file_id'] } };
    send(200, { ok: true, result: results[rest] ?? (rest.startsWith('send') ? { message_id: this.calls.length } : true) });
  }
}

/** A bot's tokens begin with its id. */
const botOf = (token: string | undefined): string | undefined => token?.split(':', 1)[0];

/** Of a form: its words, and its files as they came. */
async function bodyOf(type: string, bytes: Buffer): Promise<Record<string, unknown>> {
  if (!type.startsWith('multipart/form-data')) return JSON.parse(bytes.toString()) as Record<string, unknown>;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
  const body: Record<string, unknown> = {};
  for (const [name, value] of form) body[name] = typeof value === 'string' ? value : { fileName: value.name, mediaType: value.type, bytes: Buffer.from(await value.arrayBuffer()) };
  return body;
}
