import { hmac } from '../../signatures/web-crypto.js';
import type { Vendor, VendorAnswer, VendorCall, VendorRequest } from '../vendor.js';
import { readBody, type ReadBody } from './body.js';
import { BUSINESS } from './business.js';
import { signed } from './signed-notification.js';
import { subscriptionOf, type Subscription } from './subscription.js';
import { notificationProblems, validateRequest } from './validate.js';
import { failure } from './whatsapp-faults.js';

/** A file that somebody sent. */
export interface StoredMedia {
  readonly bytes: Buffer;
  readonly mimeType: string;
  /** What is said of it, where that is not the truth. */
  readonly told?: object;
}

type Outcome = Pick<VendorAnswer, 'status' | 'answer'> & Partial<Pick<VendorAnswer, 'problems' | 'take'>>;

interface Call extends ReadBody {
  readonly name: string;
  readonly id: string;
  readonly base: string;
}

const CALLS = ['GET object', 'POST subscribed_apps', 'DELETE subscribed_apps', 'POST media', 'POST messages'];

const refused = (code: number, message: string, problems: readonly string[] = []): Outcome => ({ status: 400, answer: failure(code, message), problems });
const wrong = (problems: readonly string[]): Outcome => refused(100, problems.join('; '), problems);
const ABSENT = refused(100, 'Unsupported request: object does not exist');

/** Meta's Graph API, as far as one business sees it (business.ts): it judges the token and the proof of the app's secret, made by another implementation than ours. */
export class WhatsappVendor implements Vendor {
  /** What people sent, by its id. */
  readonly media = new Map<string, StoredMedia>();
  /** The ids of what the business uploaded. */
  private readonly uploads = new Set<string>();
  private subscription: Subscription | undefined;
  private ids = 0;

  /** Whether the account's events are sent to the app. */
  get isSubscribed(): boolean {
    return this.subscription !== undefined;
  }

  async judge({ method, path, headers, body, base }: VendorRequest): Promise<VendorAnswer> {
    const { pathname, searchParams } = new URL(path, base);
    const [, version, id = '', edge] = pathname.split('/');
    const isFile = version === 'lookaside';
    const name = `${method} ${isFile ? 'file' : (edge ?? 'object')}`;
    const read = await readBody(String(headers['content-type'] ?? ''), body);
    const called = { method: name, ...(edge !== undefined && { account: id }), asked: read.asked, problems: [], take: () => undefined };
    if (headers['authorization'] !== `Bearer ${BUSINESS.accessToken}`) return { ...called, status: 401, answer: failure(190, 'Invalid OAuth access token') };
    const file = isFile ? this.media.get(id) : undefined;
    if (isFile) return { ...called, ...(file ? { status: 200, answer: file.bytes } : { ...ABSENT, status: 404 }) };
    if (searchParams.get('appsecret_proof') !== (await hmac('SHA-256', BUSINESS.appSecret, BUSINESS.accessToken)).toString('hex'))
      return { ...called, ...refused(100, 'Invalid appsecret_proof provided in the API argument') };
    if (version !== 'v23.0') return { ...called, ...refused(2500, 'Unknown path components', [`requests of ${version ?? ''} are not described here`]) };
    return { ...called, ...(await this.outcome({ ...read, name, id, base })) };
  }

  async tell(account: string, event: object): Promise<VendorCall> {
    const url = account === BUSINESS.accountId ? this.subscription?.callback : undefined;
    if (url === undefined) throw new Error('this account has no callback');
    const problems = notificationProblems(account, event);
    if (problems.length > 0) throw new Error(`Meta sends no such notification: ${problems.join('; ')}`);
    return { url, ...(await signed(event, BUSINESS.appSecret)) };
  }

  /** The path is the file's media type and its id: `image/jpeg/2001`. */
  keep(path: string, bytes: Buffer): void {
    const [, mimeType, id] = /^([\w.+-]+\/[\w.+-]+)\/([\w-]+)$/.exec(path) ?? [];
    if (mimeType === undefined || id === undefined) throw new Error('a file of WhatsApp is kept by its media type and its id');
    this.media.set(id, { bytes, mimeType });
  }

  private async outcome(call: Call): Promise<Outcome> {
    const { name, id } = call;
    if (!CALLS.includes(name)) return refused(100, 'Unsupported request', [`there is no ${name}`]);
    if (name === 'GET object') return id === BUSINESS.phoneNumberId ? { status: 200, answer: { display_phone_number: '+1 555-078-3881', verified_name: 'Shop', id } } : this.found(call);
    if (id !== (name.endsWith('subscribed_apps') ? BUSINESS.accountId : BUSINESS.phoneNumberId)) return ABSENT;
    if (name === 'POST media') return this.uploaded(call);
    if (name === 'POST messages') return this.sent(call);
    return name === 'POST subscribed_apps' ? this.subscribed(call) : { status: 200, answer: { success: true }, take: () => void (this.subscription = undefined) };
  }

  private found({ id, base }: Call): Outcome {
    const media = this.media.get(id);
    if (media === undefined) return ABSENT;
    const { bytes, mimeType, told } = media;
    return { status: 200, answer: { messaging_product: 'whatsapp', url: `${base}/lookaside/${id}`, mime_type: mimeType, file_size: String(bytes.length), id, ...told } };
  }

  private async subscribed({ asked }: Call): Promise<Outcome> {
    const given = await subscriptionOf(asked);
    if ('problems' in given) return wrong(given.problems);
    if ('unverified' in given) return refused(2200, 'Callback verification failed');
    return { status: 200, answer: { success: true }, take: () => void (this.subscription = given) };
  }

  private uploaded({ isForm, problems }: Call): Outcome {
    if (!isForm || problems.length > 0) return wrong(isForm ? problems : ['no form']);
    const id = String(4_490_709_327_384_033 + (this.ids += 1));
    return { status: 200, answer: { id }, take: () => void this.uploads.add(id) };
  }

  /** Among what is wrong with a message is a file by an id that Meta gave to nothing. */
  private sent({ asked }: Call): Outcome {
    const named = [...JSON.stringify(asked ?? {}).matchAll(/"(?:image|video|audio|document)":\{[^{}]*"id":"([^"]*)"/g)].map(([, id = '']) => id);
    const problems = [...validateRequest(asked), ...named.filter((id) => !this.uploads.has(id)).map((id) => `there is no media ${id}`)];
    if (problems.length > 0) return wrong(problems);
    const { status, to, recipient } = asked as { readonly status?: string; readonly to?: string; readonly recipient?: string };
    if (status !== undefined) return { status: 200, answer: { success: true } };
    const contact = { input: to ?? recipient, ...(to !== undefined && { wa_id: to.replace('+', '') }) };
    return { status: 200, answer: { messaging_product: 'whatsapp', contacts: [contact], messages: [{ id: `wamid.OUT${(this.ids += 1)}`, message_status: 'accepted' }] } };
  }
}
