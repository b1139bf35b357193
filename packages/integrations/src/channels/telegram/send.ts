import type { Part, Sending, Sent } from '../outbound.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';

/** What the Bot API answers: a message, or those of an album. */
interface SentMessage {
  readonly message_id?: number;
}

/** Makes one call of the Bot API (`{ method, body }`) in the private chat with the recipient. Raises VendorFault. */
export async function send(part: Part, { recipient, settings, calls }: Sending): Promise<Sent> {
  const { method, body } = part as { readonly method: string; readonly body: object };
  const result = await callBot(calls, tokenOf(settings), method, { chat_id: recipient, ...body });
  const messages = (Array.isArray(result) ? result : [result]) as readonly SentMessage[];
  return { externalIds: messages.flatMap(({ message_id: id }) => (id === undefined ? [] : [String(id)])) };
}
