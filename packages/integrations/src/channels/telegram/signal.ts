import type { Signal, Signalling } from '../outbound.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';

/** Shows for five seconds that the business types (Bot API, sendChatAction). Bots cannot show that they have read. Raises VendorFault. */
export async function signal(kind: Signal, { recipient, settings, calls }: Signalling): Promise<void> {
  if (kind === 'typing') await callBot(calls, tokenOf(settings), 'sendChatAction', { chat_id: recipient, action: 'typing' });
}
