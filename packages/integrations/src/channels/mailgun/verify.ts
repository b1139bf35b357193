import { mailAddress } from '@parley/contracts';
import type { IntegrationSettings } from '../../integrations/settings.js';
import { verifyMailgun, type MailgunSignature } from '../../signatures/mailgun.js';
import type { CallbackRequest, Verdict } from '../channel.js';
import type { Told, ToldEvent } from './told.js';

/** What is kept of a mail's form; the rest repeats it. */
const KEPT = ['from', 'recipient', 'subject', 'body-plain', 'body-html', 'message-headers', 'attachments'] as const;

/** A route calls with a form, a webhook with JSON. Both are signed by their time and a token, which is the key: who sends it again, with whatever body, is not heard. */
export async function verify({ method, headers, rawBody }: CallbackRequest, settings: IntegrationSettings): Promise<Verdict> {
  if (method !== 'POST') return { kind: 'refused' };
  const type = typeof headers['content-type'] === 'string' ? headers['content-type'] : '';
  return /^application\/json\b/i.test(type) ? ofWebhook(rawBody, settings) : ofRoute(type, rawBody, settings);
}

function ofWebhook(rawBody: Buffer, settings: IntegrationSettings): Verdict {
  const body = parsed(rawBody) as { readonly signature?: MailgunSignature; readonly 'event-data'?: Readonly<Record<string, unknown>> } | undefined;
  const data = body?.['event-data'];
  return judged(body?.signature, settings, () => {
    const told = data && eventOf(data);
    return told && { told, sender: told.recipient };
  });
}

/** Nothing where it does not tell what happened, to whom, and when. */
function eventOf(data: Readonly<Record<string, unknown>>): ToldEvent | undefined {
  const { event, recipient, timestamp, severity, reason } = data;
  if (typeof event !== 'string' || typeof recipient !== 'string' || typeof timestamp !== 'number') return undefined;
  const messageId = fieldOf(fieldOf(data['message'], 'headers'), 'message-id');
  const code = fieldOf(data['delivery-status'], 'code');
  return {
    kind: 'event', event, recipient, timestamp,
    ...(typeof messageId === 'string' && { messageId }), ...(typeof severity === 'string' && { severity }), ...(typeof reason === 'string' && { reason }), ...(typeof code === 'number' && { code }),
  };
}

const fieldOf = (value: unknown, name: string): unknown => (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined);

async function ofRoute(type: string, rawBody: Buffer, settings: IntegrationSettings): Promise<Verdict> {
  const form = await new Response(new Uint8Array(rawBody), { headers: { 'content-type': type } }).formData().catch(() => undefined);
  if (!form) return { kind: 'refused' };
  const all = (name: string) => form.getAll(name);
  const one = (name: string) => (all(name).length > 1 ? all(name) : all(name)[0]);
  return judged({ timestamp: one('timestamp'), token: one('token'), signature: one('signature'), 'parent-signature': one('parent-signature') }, settings, () => {
    const fields = Object.fromEntries(KEPT.flatMap((name) => (typeof form.get(name) === 'string' ? [[name, form.get(name) as string]] : [])));
    const from = fields['from'];
    if (from === undefined || fields['message-headers'] === undefined) return undefined;
    return { told: { kind: 'mail', subject: '', 'body-plain': '', from, 'message-headers': fields['message-headers'], ...fields }, sender: from };
  });
}

/** Nothing of a body is looked at before its signature is the vendor's. */
function judged(signature: MailgunSignature | undefined, settings: IntegrationSettings, read: () => { readonly told: Told; readonly sender: string } | undefined): Verdict {
  const { apiKey, signingKey = apiKey } = settings;
  const verdict = verifyMailgun(signature ?? {}, { secrets: typeof signingKey === 'string' ? [signingKey] : [], now: new Date() });
  if (!verdict.verified || verdict.once === undefined) return { kind: 'refused' };
  const found = read();
  if (!found) return { kind: 'unreadable' };
  return { kind: 'events', events: [{ key: verdict.once, sender: senderOf(found.sender), event: found.told }] };
}

const senderOf = (from: string): string => mailAddress(/<([^<>]*)>\s*$/.exec(from)?.[1] ?? from) ?? from;

function parsed(body: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
