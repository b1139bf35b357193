import type { Action, ImageContent, TextContent } from '@parley/contracts';
import type { ButtonKind } from '../../degradation/capabilities.js';
import type { IsStored } from '../../degradation/simpler.js';
import { endWithin } from '../../degradation/text/text-limit.js';
import type { Part } from '../outbound.js';
import { idOf } from './answer-ids.js';

/** What opens a list: WhatsApp has one there, of at most 20 characters, and the API no word for it. */
const OPENS_LIST = '☰';

/** A text or an image with buttons of one kind, as degrade() has made it fit. */
export function interactiveOf(content: TextContent | ImageContent, kind: ButtonKind, isStored: IsStored): Part {
  const actions = content.actions ?? [];
  const header = content.type === 'image' ? { header: { type: 'image', image: { link: content.mediaUrl } } } : {};
  const upload = content.type === 'image' && isStored(content.mediaUrl) ? { upload: content.mediaUrl } : {};
  return { ...upload, type: 'interactive', interactive: { ...header, body: { text: bodyOf(content, actions, kind) }, ...BY_KIND[kind.name]?.(actions) } };
}

/** There is none without words: an image without a caption says what its buttons do. */
function bodyOf({ text = '' }: TextContent | ImageContent, actions: readonly Action[], { text: limit }: ButtonKind): string {
  if (text.trim() !== '') return text;
  const titles = actions.map((action) => action.text).join('\n');
  return limit ? titles.slice(0, endWithin(titles, 0, limit)) : titles;
}

/** By the names of the table of capabilities. */
const BY_KIND: Readonly<Record<string, (actions: readonly Action[]) => object>> = {
  'URL button': ([action]) => ({
    type: 'cta_url', action: { name: 'cta_url', parameters: { display_text: action?.text, url: action?.type === 'link' ? action.uri : undefined } },
  }),
  'reply buttons': (actions) => ({ type: 'button', action: { buttons: rowsOf(actions).map((reply) => ({ type: 'reply', reply })) } }),
  list: (actions) => ({ type: 'list', action: { button: OPENS_LIST, sections: [{ rows: rowsOf(actions) }] } }),
  'location request': () => ({ type: 'location_request_message', action: { name: 'send_location' } }),
};

const rowsOf = (actions: readonly Action[]) => actions.flatMap((action, index) =>
  (action.type === 'reply' || action.type === 'postback' ? [{ id: idOf(index + 1, { action: action.type, payload: action.payload }), title: action.text }] : []));
