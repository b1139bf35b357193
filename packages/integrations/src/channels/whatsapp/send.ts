import type { Part, Sending, Sent } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { accessOf, callGraph } from './graph-api.js';
import { isObject } from './native.js';
import { withUploads } from './upload.js';

/** Sends a message (Cloud API, POST /{phone-number-id}/messages). The API has no key by which a second try would be known: an unknown outcome stays unknown. Raises VendorFault. */
export async function send(part: Part, sending: Sending): Promise<Sent> {
  const { recipient, settings, calls } = sending;
  const access = accessOf(settings);
  const language = settings['hsmFallbackLanguage'];
  const body = { messaging_product: 'whatsapp', recipient_type: 'individual', ...addressed(recipient), ...withLanguage(await withUploads(part, access, sending), typeof language === 'string' ? language : 'en_US') };
  const { messages } = (await callGraph(calls, access, `${access.phoneNumberId}/messages`, { method: 'POST', body })) as { readonly messages?: readonly { readonly id?: unknown }[] };
  const externalIds = (Array.isArray(messages) ? (messages as { readonly id?: unknown }[]) : []).map(({ id }) => id).filter((id) => typeof id === 'string');
  if (externalIds.length === 0) throw new VendorFault('unknown', 'no_id');
  return { externalIds };
}

/** By number, or by business-scoped id: `person.ts` says which is which. */
const addressed = (recipient: string): object => (recipient.startsWith('+') ? { to: recipient } : { recipient });

/** openapi.yaml, hsmFallbackLanguage: for templates whose language is not told. */
function withLanguage(part: Part, code: string): Part {
  const { template } = part;
  return part['type'] === 'template' && isObject(template) && template['language'] === undefined ? { ...part, template: { ...template, language: { code } } } : part;
}
