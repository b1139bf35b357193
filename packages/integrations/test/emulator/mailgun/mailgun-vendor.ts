import type { Vendor, VendorAnswer, VendorCall, VendorRequest } from '../vendor.js';
import { BUSINESS } from './business.js';
import { callOf } from './callbacks.js';
import { readForm, type Form } from './form.js';
import { Hooks } from './hooks.js';
import { answerSchema, calledOf, exampleOf, resolved, type Operation } from './openapi.js';
import { outcomeOf } from './operations.js';
import { validateRequest } from './validate.js';

/** A request, read: the method and path that were called, and what stood in the query and the body. */
export interface MailgunAsked {
  readonly call: string;
  readonly query: Readonly<Record<string, string>>;
  readonly form: Form;
}

/** A file of a mail (Mailgun, "Retrieving stored messages"); the description has no such operation. */
const FILE = /^\/v3\/domains\/([^/]+)\/messages\/[^/]+\/attachments\/\d+$/;

const KEY = `Basic ${Buffer.from(`api:${BUSINESS.apiKey}`).toString('base64')}`;

/** Mailgun, with one business, whose domains are all that there are. Requests are named as the description has them: `post /v3/{domain_name}/messages`; `file` that for a mail's file. */
export class MailgunVendor implements Vendor {
  private readonly hooks = new Hooks();
  private readonly files = new Map<string, Buffer>();

  async judge({ method, path, headers, body }: VendorRequest): Promise<VendorAnswer & { readonly asked: MailgunAsked }> {
    const { pathname, searchParams: query } = new URL(path, 'https://api.mailgun.net');
    const call = `${method.toLowerCase()} ${pathname}`;
    const contentType = String(headers['content-type'] ?? '');
    const form = await readForm(contentType, body);
    const [called, isKey] = [calledOf(method.toLowerCase(), pathname), headers.authorization === KEY];
    const [, fileDomain] = FILE.exec(pathname) ?? [];
    const base = { method: called?.name ?? call, account: called?.params['domain_name'] ?? called?.params['domain'] ?? called?.params['name'] ?? fileDomain, asked: { call, query: Object.fromEntries(query), form: form ?? {} }, problems: [], take: () => undefined };
    if (fileDomain !== undefined && method === 'GET') return { ...base, method: 'file', ...this.fileAt(pathname, isKey) };
    if (!called) return { ...base, problems: [`there is no ${call}`], ...(isKey ? { status: 404, answer: { message: 'not found' } } : forbidden()) };
    const problems = validateRequest(called.operation, { type: contentType.split(';', 1)[0] ?? '', query, form });
    if (!isKey) return { ...base, problems, ...forbidden(exampleOf(called.operation, '401')) };
    if (problems.length > 0) return { ...base, problems, status: 400, answer: refusal(called.operation, problems[0]) };
    return { ...base, ...outcomeOf({ ...called, query, form: form ?? {} }, this.hooks) };
  }

  /** Tells a domain's business by its route or webhook. */
  async tell(domain: string, event: object): Promise<VendorCall> {
    return callOf(domain, event, this.hooks, BUSINESS.signingKey);
  }

  /** A mail's file, by the path at which it is asked for. */
  keep(path: string, bytes: Buffer): void {
    this.files.set(path, bytes);
  }

  private fileAt(path: string, isKey: boolean): Pick<VendorAnswer, 'status' | 'answer'> {
    if (!isKey) return forbidden();
    const bytes = this.files.get(path);
    return bytes ? { status: 200, answer: bytes } : { status: 404, answer: { message: 'Attachment not found' } };
  }
}

/** Words alone, where the description has no more. */
const forbidden = (described: unknown = 'Forbidden') => ({ status: 401, answer: typeof described === 'string' ? Buffer.from(described) : described });

/** Webhooks' operations name it otherwise than the others. */
const refusal = (operation: Operation, words: string | undefined) => ({ [resolved(answerSchema(operation, '400') ?? {}).properties?.['Reason'] ? 'Reason' : 'message']: words });
