import type { Part, Sending, Sent } from '../outbound.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';
import type { BotRequest } from './plan.js';
import { upload } from './upload.js';

/** What the Bot API answers: a message, or those of an album. */
interface SentMessage {
  readonly message_id?: number;
}

/** Makes one call of the Bot API in the private chat with the recipient. Raises VendorFault. */
export async function send(part: Part, sending: Sending): Promise<Sent> {
  const { recipient, settings, calls } = sending;
  const { method, body, upload: field } = part as unknown as BotRequest;
  const asked = { chat_id: recipient, ...body };
  const result = field === undefined ? await callBot(calls, tokenOf(settings), method, asked) : await upload({ method, body: asked, field }, sending);
  const messages = (Array.isArray(result) ? result : [result]) as readonly SentMessage[];
  return { externalIds: messages.flatMap(({ message_id: id }) => (id === undefined ? [] : [String(id)])) };
}
