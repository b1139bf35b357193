import type { IntegrationSettings } from '../../integrations/settings.js';
import { verifyTelegram } from '../../signatures/telegram.js';
import type { CallbackRequest, Verdict } from '../channel.js';
import { senderOf, type Update } from './update.js';

/** Bot API: a request is an Update, and `update_id` tells two apart. */
export function verify({ method, url, headers, rawBody }: CallbackRequest, { callbackSecret }: IntegrationSettings): Verdict {
  if (method !== 'POST' || typeof callbackSecret !== 'string') return { kind: 'refused' };
  if (!verifyTelegram({ url, headers, rawBody, secrets: [callbackSecret], now: new Date() }).verified) return { kind: 'refused' };
  const update = parsed(rawBody);
  if (!update || !Number.isSafeInteger(update.update_id)) return { kind: 'unreadable' };
  return { kind: 'events', events: [{ key: String(update.update_id), sender: String(senderOf(update) ?? `update ${String(update.update_id)}`), event: update }] };
}

function parsed(body: Buffer): Partial<Update> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
