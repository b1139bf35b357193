import { createHmac } from 'node:crypto';
import { wallClock } from '@parley/kernel';
import { validSecrets, type Endpoint } from '../webhooks/endpoint.js';

/**
 * What shows a receiver that a call is from us, of this event and of now.
 *
 * `X-API-Key` (openapi.yaml, Securing Webhooks) carries one secret: while two are valid the older one, so that a receiver that
 * compares it has until then to learn the new one. The others follow Standard Webhooks 1.0: one signature for each valid
 * secret, whose key is what the secret's text gives by base64 (a secret of ours, 64 hex digits, gives 48 bytes; `whsec_` before it
 * changes nothing). `webhook-id` is the event's id: the same in every attempt and replay.
 */
export function originHeaders(endpoint: Endpoint, eventId: string, body: string): Record<string, string> {
  const now = wallClock();
  const secrets = validSecrets(endpoint, now);
  const seconds = String(Math.floor(now / 1000));
  const content = `${eventId}.${seconds}.${body}`;
  return {
    'X-API-Key': secrets.at(-1) ?? endpoint.secret,
    'webhook-id': eventId,
    'webhook-timestamp': seconds,
    'webhook-signature': secrets.map((secret) => `v1,${sign(secret, content)}`).join(' '),
  };
}

const sign = (secret: string, content: string): string => createHmac('sha256', Buffer.from(secret, 'base64')).update(content).digest('base64');
