import type { MessagePost } from '@parley/contracts';
import { BadRequestErrors } from '@parley/kernel';
import { API_SOURCE } from '../conversations.events.js';
import { prepareContent } from './content/prepare-content.js';
import { authorAddress, authorBody } from './message.author.js';
import type { MessageDraft } from './message.draft.js';
import { templateIn } from './template-shorthand.js';

/**
 * What the API was told, as it is stored and sent. `override` and `schema` are instructions to a channel and stay with the message; so does a
 * template in shorthand, which is shown by its fallback. Raises bad_request.
 */
export function draftMessage(conversationId: string, message: MessagePost): MessageDraft {
  const { author, content, metadata, override, schema, destination } = written(message);
  return {
    conversationId,
    user: authorAddress(author),
    ...(destination && { destination }),
    body: {
      author: authorBody(author), content: prepareContent(content), source: API_SOURCE,
      ...(metadata && { metadata }),
      ...((override || schema) && { channel: { override, schema } }),
    },
  };
}

/** A business's template in shorthand becomes its fallback for everybody, and the template for the channel that has templates. */
function written(message: MessagePost): MessagePost {
  const { author, content, override } = message;
  const given = author.type === 'business' && content.type === 'text' ? templateIn(content) : undefined;
  if (!given || content.type !== 'text') return message;
  if (override?.whatsapp) throw new BadRequestErrors(['override.whatsapp cannot be used with the shorthand of a template']);
  const { htmlText: _html, markdownText: _markdown, ...shown } = content;
  const payload = { type: 'template', template: given.template };
  return { ...message, content: { ...shown, text: given.fallback }, override: { ...override, whatsapp: { payload } } };
}
