import type { Signal, Signalling } from '../outbound.js';
import { accessOf, callGraph } from './graph-api.js';

/**
 * Marks what the person said last as read (Cloud API, "Mark messages as read"), which he sees of all before it, and with `typing` shows
 * for 25 seconds at most that the business types ("Typing indicators"): Meta shows that together with the mark only. Nothing where he
 * has not said a word. Raises VendorFault.
 */
export async function signal(kind: Signal, { settings, calls, heard }: Signalling): Promise<void> {
  if (heard === undefined) return;
  const access = accessOf(settings);
  const body = { messaging_product: 'whatsapp', status: 'read', message_id: heard, ...(kind === 'typing' && { typing_indicator: { type: 'text' } }) };
  await callGraph(calls, access, `${access.phoneNumberId}/messages`, { method: 'POST', body });
}
