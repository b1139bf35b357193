import type { Part } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';

/** What is ours to say of a message: who it is from, and to whom. */
const OURS = ['messaging_product', 'recipient_type', 'to', 'recipient'];

/** A message in Meta's own words (openapi.yaml, messageOverridePayload). Raises VendorFault where it is none. */
export function rawOf({ payload }: Readonly<Record<string, unknown>>): Part {
  const given = isObject(payload) ? payload : {};
  if (typeof given['type'] !== 'string' || given['type'] === '') throw new VendorFault('content_rejected', 'no_type');
  return Object.fromEntries(Object.entries(given).filter(([name]) => !OURS.includes(name)));
}

/**
 * A template as `schema: "whatsapp"` has it. The API's own example says `component`, and `namespace`, which the Cloud API does not know.
 * A language that is not given is the integration's; it is added when the message is sent. Raises VendorFault where there is no name.
 */
export function templateOf({ name, language, components, component }: Readonly<Record<string, unknown>>): Part {
  if (typeof name !== 'string' || name === '') throw new VendorFault('content_rejected', 'no_template');
  const [parts, code] = [components ?? component, isObject(language) ? language['code'] : language];
  return { type: 'template', template: { name, ...(typeof code === 'string' && code !== '' && { language: { code } }), ...(Array.isArray(parts) && { components: parts as unknown[] }) } };
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);
