import type { MessagePost } from '@parley/contracts';
import { API_SOURCE } from '../conversations.events.js';
import { prepareContent } from './content/prepare-content.js';
import { authorAddress, authorBody } from './message.author.js';
import type { MessageDraft } from './message.draft.js';

/** What the API was told, as it is stored and sent. `override` and `schema` are instructions to a channel and stay with the message. Raises bad_request. */
export function draftMessage(conversationId: string, { author, content, metadata, override, schema, destination }: MessagePost): MessageDraft {
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
