import { randomBytes } from 'node:crypto';
import { hmac } from '../../signatures/web-crypto.js';
import type { VendorCall } from '../vendor.js';
import type { Hooks } from './hooks.js';

type Json = Readonly<Record<string, unknown>>;

/** What happened: a mail came, with the fields of the form that a route tells; or something became of one, as a webhook tells it. */
export interface Happened {
  readonly form?: Readonly<Record<string, string>>;
  readonly event?: Json;
}

/** What every mail says of itself (Mailgun, "Receiving messages via HTTP through a store() action"). */
const OF_A_MAIL = ['recipient', 'sender', 'from', 'subject', 'body-plain', 'message-headers'];

/** The type of webhook for an event (Mailgun, "Webhooks"); what failed is told by two. */
const TYPES: Readonly<Record<string, string>> = { accepted: 'accepted', delivered: 'delivered', opened: 'opened', clicked: 'clicked', unsubscribed: 'unsubscribed', complained: 'complained', permanent: 'permanent_fail', temporary: 'temporary_fail' };

/** The call by which Mailgun tells it to the domain's business. Raises an error where Mailgun would not tell it so, or is told to tell nobody. */
export async function callOf(domain: string, { form, event }: Happened, hooks: Hooks, signingKey: string): Promise<VendorCall> {
  if (form) {
    const missing = OF_A_MAIL.filter((name) => form[name] === undefined);
    if (missing.length > 0 || !Array.isArray(JSON.parse(form['message-headers'] ?? ''))) throw new Error(`Mailgun tells of no mail without ${missing.join(', ') || 'a list of headers'}`);
    const url = form['recipient']?.endsWith(`@${domain}`) ? hooks.urlOfMail(form['recipient']) : undefined;
    return { url: told(url, 'route'), headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ ...form, ...(await signature(signingKey)) }).toString() };
  }
  const type = TYPES[String(event?.['event'] === 'failed' ? event['severity'] : event?.['event'])];
  if (type === undefined || typeof event?.['id'] !== 'string' || typeof event['timestamp'] !== 'number' || typeof event['recipient'] !== 'string') throw new Error('Mailgun tells of no such event');
  const url = told(hooks.urlOfEvent(domain, type), 'webhook');
  return { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ signature: await signature(signingKey), 'event-data': event }) };
}

function told(url: string | undefined, by: string): string {
  if (url === undefined) throw new Error(`there is no ${by} for this`);
  return url;
}

/** Mailgun, "Securing webhooks": over the time and a token that is never used again; not over the body. */
async function signature(signingKey: string): Promise<{ readonly timestamp: string; readonly token: string; readonly signature: string }> {
  const [timestamp, token] = [String(Math.floor(Date.now() / 1000)), randomBytes(25).toString('hex')];
  return { timestamp, token, signature: (await hmac('SHA-256', signingKey, timestamp + token)).toString('hex') };
}
