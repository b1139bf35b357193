import { createHash, randomUUID } from 'node:crypto';
import type { IntegrationSettings } from '../../integrations/settings.js';
import { verifyMeta } from '../../signatures/body-hmac.js';
import { query } from '../../signatures/call-parts.js';
import { isSame } from '../../signatures/matching.js';
import type { CallbackRequest, RawEvent, Verdict } from '../channel.js';
import { isRecord } from '../shape.js';
import { partsOf, type Notification } from './notification.js';
import { recipientOf, senderOf } from './person.js';

/** A GET asks whether the address is ours ("Create a webhook endpoint"); a POST is a batch of messages and statuses, signed with the app's secret. */
export function verify(request: CallbackRequest, settings: IntegrationSettings): Verdict {
  if (request.method === 'GET') return challenged(request, settings);
  const { url, headers, rawBody } = request;
  if (typeof settings['appSecret'] !== 'string' || !verifyMeta({ url, headers, rawBody, secrets: [settings['appSecret']], now: new Date() }).verified) return { kind: 'refused' };
  const notification = parsed(rawBody);
  return notification ? { kind: 'events', events: eventsOf(notification, settings) } : { kind: 'unreadable' };
}

/** What may be said back: it is shown to whoever knows the token. */
const CHALLENGE = /^[\w-]{1,256}$/;

function challenged(request: CallbackRequest, { verifyToken }: IntegrationSettings): Verdict {
  const asked = query(request);
  const [token, challenge] = [asked.get('hub.verify_token') ?? '', asked.get('hub.challenge') ?? ''];
  if (typeof verifyToken !== 'string' || verifyToken === '' || asked.get('hub.mode') !== 'subscribe' || !isSame(token, verifyToken)) return { kind: 'refused' };
  return CHALLENGE.test(challenge) ? { kind: 'answer', status: 200, body: challenge } : { kind: 'unreadable' };
}

/** A message, each state of one of ours and each error is an event of its own; those of one person have an order. */
function eventsOf(notification: Notification, { phoneNumberId }: IntegrationSettings): readonly RawEvent[] {
  const { messages, statuses, errors } = partsOf(notification, phoneNumberId);
  return [
    ...messages.map((told) => (isNamed(told.message) ? { key: told.message.id, sender: senderOf(told) ?? `message ${told.message.id}`, event: told } : nameless(told))),
    ...statuses.map((status) => (isNamed(status)
      ? { key: `${status.id} ${isText(status.status) ? status.status : ''}`, sender: recipientOf(status) ?? `status ${status.id}`, isReceipt: true, event: { status } }
      : nameless({ status }))),
    // Meta gives an error no id, and the same one may come each day: one that is told again is noted again.
    ...errors.map(({ code }) => ({ key: `error ${randomUUID()}`, sender: 'errors', event: { error: { code } } })),
  ];
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNamed = (value: unknown): boolean => isRecord(value) && isText(value['id']) && value['id'] !== '';

/** Is parked, and known again by what it is. */
function nameless(event: object): RawEvent {
  const key = `nameless ${createHash('sha256').update(JSON.stringify(event)).digest('base64')}`;
  return { key, sender: key, event };
}

function parsed(body: Buffer): Notification | undefined {
  try {
    const value = JSON.parse(body.toString()) as Partial<Notification> | null;
    return value?.object === 'whatsapp_business_account' && Array.isArray(value.entry) ? (value as Notification) : undefined;
  } catch {
    return undefined;
  }
}
