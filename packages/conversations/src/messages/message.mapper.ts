import type { Message } from '@parley/contracts';
import { timestamp } from '@parley/kernel';
import type { MessageRow } from './message.draft.js';

/** A stored message as the API shows one (openapi.yaml, schema `message`). Names what it shows, so that nothing else is shown. */
export function toMessage({ id, received, author_type: type, author_user_id: userId, body }: MessageRow): Message {
  const { author, content, source, metadata } = body;
  return {
    id,
    received: timestamp(received),
    author: { type, ...(userId && { userId }), ...author },
    content,
    source,
    ...(metadata && { metadata }),
  };
}
