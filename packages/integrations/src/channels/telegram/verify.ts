import type { IntegrationSettings } from '../../integrations/settings.js';
import { verifyTelegram } from '../../signatures/telegram.js';
import type { CallbackRequest, Verdict } from '../channel.js';
import { keyOf, senderOf, type Update } from './update.js';

/** Bot API: a request is an Update. */
export function verify({ method, url, headers, rawBody }: CallbackRequest, { callbackSecret }: IntegrationSettings): Verdict {
  if (method !== 'POST' || typeof callbackSecret !== 'string') return { kind: 'refused' };
  if (!verifyTelegram({ url, headers, rawBody, secrets: [callbackSecret], now: new Date() }).verified) return { kind: 'refused' };
  const update = parsed(rawBody);
  if (!isUpdate(update)) return { kind: 'unreadable' };
  return { kind: 'events', events: [{ key: keyOf(update), sender: String(senderOf(update) ?? `update ${update.update_id}`), event: update }] };
}

const isUpdate = (update: Partial<Update> | undefined): update is Update => Number.isSafeInteger(update?.update_id);

function parsed(body: Buffer): Partial<Update> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
