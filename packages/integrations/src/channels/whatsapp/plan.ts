import type { Content, LocationContent } from '@parley/contracts';
import { CHANNEL_CAPABILITIES } from '../../degradation/channel-capabilities.js';
import { degrade, type Shown } from '../../degradation/degrade.js';
import type { IsStored } from '../../degradation/simpler.js';
import type { OutboundMessage, Part, Plan } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { filesOf } from './files.js';
import { interactiveOf } from './interactive.js';
import { rawOf, templateOf } from './native.js';

/**
 * What a message comes to on WhatsApp: the same for the same message. Each part is a message but for whom it is to, and for `upload`: the
 * address of a file that is stored here, for which send() puts an id where it can. Raises VendorFault (content_rejected).
 */
export function plan({ id, content, quotedExternalId, override, isStored = () => false }: OutboundMessage): Plan {
  const { contents, choices } = degrade({ id, content, isStored }, CHANNEL_CAPABILITIES.whatsapp);
  // What the business says in WhatsApp's own words goes in place of the content (openapi.yaml, messageOverride).
  const [first, ...others] = override ? [rawOf(override)] : contents.flatMap((shown) => partsOf(shown, isStored));
  if (first === undefined) throw new VendorFault('content_rejected', 'nothing_to_show');
  return { parts: [{ ...first, ...(quotedExternalId !== undefined && { context: { message_id: quotedExternalId } }) }, ...others], choices: override ? [] : choices };
}

function partsOf({ content, buttons }: Shown, isStored: IsStored): readonly Part[] {
  if (buttons && (content.type === 'text' || content.type === 'image')) return [interactiveOf(content, buttons, isStored)];
  return native(content, isStored);
}

function native(content: Content, isStored: IsStored): readonly Part[] {
  switch (content.type) {
    case 'text':
      return textOf(content.text ?? '');
    case 'image':
    case 'file':
      return filesOf(content, isStored);
    case 'location':
      return [placeOf(content)];
    case 'template':
      return [templateOf(content.template)];
    case 'carousel':
    case 'list':
    case 'form':
    case 'formResponse':
      throw new Error(`WhatsApp does not show ${content.type}, by its capabilities`);
  }
}

/** An address in it is shown with a preview. */
const textOf = (body: string): readonly Part[] => (body === '' ? [] : [{ type: 'text', text: { body, preview_url: /https?:\/\//.test(body) } }]);

function placeOf({ coordinates: { lat: latitude, long: longitude }, location }: LocationContent): Part {
  const { name, address } = location ?? {};
  return { type: 'location', location: { latitude, longitude, ...(name && { name }), ...(address && { address }) } };
}
