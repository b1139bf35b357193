import type { Vendor, VendorAnswer, VendorCall, VendorRequest } from '../vendor.js';
import { BOT_API } from './bot-api.js';
import { readForm } from './form.js';
import { RESULTS, sentMessage } from './results.js';
import { validateRequest, validateUpdate } from './validate.js';

type Body = Readonly<Record<string, unknown>>;

/** What a bot has told Telegram to do with its updates. */
interface Hook {
  readonly url: string;
  readonly secret_token?: string;
}

const PATH = /^\/(?:file\/)?bot(\d+:[\w-]+)\/([^?]+)$/;

const refusal = (code: number, description: string) => ({ status: code, answer: { ok: false, error_code: code, description } });

/** Telegram: every bot with a token of the right form is one of its bots. */
export class TelegramVendor implements Vendor {
  private readonly hooks = new Map<string, Hook>();
  private readonly files = new Map<string, Buffer>();
  private messages = 0;
  private updates = 0;

  async judge({ path, headers, body: bytes }: VendorRequest): Promise<VendorAnswer> {
    const [, token, method = path] = PATH.exec(path) ?? [];
    const base = { method, asked: undefined, problems: [], take: () => undefined };
    if (token === undefined) return { ...base, ...refusal(401, 'Unauthorized') };
    if (path.startsWith('/file/')) return { ...base, method: 'file', account: token, ...(this.files.has(method) ? { status: 200, answer: this.files.get(method) } : refusal(404, 'Not Found')) };
    const type = String(headers['content-type'] ?? '');
    const { asked, judged, problems: uploads } = type.startsWith('multipart/form-data') ? await readForm(method, type, bytes) : { asked: parsed(bytes), judged: parsed(bytes), problems: [] };
    const called = { ...base, account: token, asked };
    if (!Object.hasOwn(BOT_API.methods, method)) return { ...called, problems: [`there is no method ${method}`], ...refusal(404, 'Not Found') };
    const problems = [...uploads, ...validateRequest(method, judged)];
    if (problems.length > 0) return { ...called, problems, ...refusal(400, `Bad Request: ${problems[0] ?? ''}`) };
    const result = RESULTS[method]?.(asked) ?? (method.startsWith('send') ? sentMessage(this.messages + 1, asked) : undefined);
    if (result === undefined) return { ...called, problems: [`the emulator does not know ${method}`], ...refusal(501, 'Not Implemented') };
    return { ...called, status: 200, answer: { ok: true, result }, take: () => this.take(token, method, asked) };
  }

  tell(account: string, event: object): VendorCall {
    const hook = this.hooks.get(account);
    if (hook === undefined) throw new Error('this bot has no webhook');
    const update = { update_id: (this.updates += 1), ...event };
    const problems = validateUpdate(update);
    if (problems.length > 0) throw new Error(`Telegram sends no such update: ${problems.join('; ')}`);
    const secret: Record<string, string> = hook.secret_token === undefined ? {} : { 'x-telegram-bot-api-secret-token': hook.secret_token };
    return { url: hook.url, headers: { 'content-type': 'application/json', ...secret }, body: JSON.stringify(update) };
  }

  keep(path: string, bytes: Buffer): void {
    this.files.set(path, bytes);
  }

  private take(token: string, method: string, asked: Body): void {
    if (method === 'setWebhook') this.hooks.set(token, asked as unknown as Hook);
    if (method === 'deleteWebhook') this.hooks.delete(token);
    if (method.startsWith('send') && method !== 'sendChatAction') this.messages += 1;
  }
}

/** A request without a body has no parameters (Bot API, "Making requests"). */
function parsed(bytes: Buffer): Body {
  try {
    return bytes.length === 0 ? {} : (JSON.parse(bytes.toString()) as Body);
  } catch {
    return { 'what is no JSON': true };
  }
}
