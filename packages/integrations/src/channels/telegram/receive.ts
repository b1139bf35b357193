import type { InboundEvent } from '@parley/contracts';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { idOf, joined } from '../shape.js';
import { VendorFault } from '../vendor-fault.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';
import { contentOf } from './content.js';
import { personOf } from './person.js';
import type { Message, Reaction, Update } from './update.js';

/** Bot API, "Deep linking": what a link to the bot carries comes as the parameter of /start. */
const START = /^\/start(?:@\w+)?(?: ([\w-]{1,64}))?$/;

/** What an update means. Private chats with people only: what is said in groups is not said to the business. */
export async function receive(event: object, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const { message, edited_message: edited, message_reaction: reaction, callback_query: query, my_chat_member: member } = event as Update;
  if (message) return messageOf(message, receiving);
  if (edited) return editOf(edited, receiving);
  if (reaction) return reactionOf(reaction);
  if (query) return pressed(query, receiving);
  if (!member || member.chat.type !== 'private') return [];
  const kind = member.new_chat_member.status === 'kicked' ? 'blocked' : 'unblocked';
  return [{ kind, person: personOf(member.from), at: member.date * 1000 }];
}

async function messageOf(message: Message, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const { from, chat, date, message_id: id, reply_to_message: quoted } = message;
  if (chat.type !== 'private' || !from || from.is_bot) return [];
  const [person, at] = [personOf(from), date * 1000];
  const [start, code] = (typeof message.text === 'string' && START.exec(message.text)) || [];
  if (start !== undefined) return [{ kind: 'start', person, at, ...(code !== undefined && { referral: { code } }) }];
  const content = await contentOf(message, receiving);
  return content ? [{ kind: 'message', person, at, externalId: idOf(id), content, ...(quoted && { quotedExternalId: idOf(quoted.message_id) }) }] : [];
}

/**
 * What was edited is said again, and quotes what it was before: the specification has no event of a message that changed, and who wrote
 * "two" and makes it "three" wants three. A place that goes on being told is a live one's next step, and not an edit.
 */
async function editOf(message: Message, receiving: Receiving): Promise<readonly InboundEvent[]> {
  const { from, chat, message_id: id, edit_date: edited } = message;
  if (chat.type !== 'private' || !from || from.is_bot || edited === undefined || message.location) return [];
  const content = await contentOf(message, receiving);
  return content ? [{ kind: 'message', person: personOf(from), at: edited * 1000, externalId: `${idOf(id)}/${idOf(edited)}`, content, quotedExternalId: idOf(id) }] : [];
}

/** A reaction that is new is what its emoji says of the message; nothing where one is taken back, or has no emoji. */
function reactionOf({ chat, user, date, message_id: id, old_reaction: before, new_reaction: now }: NonNullable<Update['message_reaction']>): readonly InboundEvent[] {
  if (chat.type !== 'private' || !user || user.is_bot) return [];
  const emojis = emojisOf(now).filter((emoji) => !emojisOf(before).includes(emoji));
  if (emojis.length === 0) return [];
  return [{ kind: 'message', person: personOf(user), at: date * 1000, externalId: `${idOf(id)}/reaction ${idOf(date)}`, content: { type: 'text', text: joined(emojis, '') }, quotedExternalId: idOf(id) }];
}

const emojisOf = (reactions: readonly Reaction[]): readonly string[] => reactions.flatMap(({ emoji }) => (emoji === undefined ? [] : [emoji]));

/**
 * The client shows that it waits until the query is answered; one that is old, or answered by somebody else, cannot be, and is an event
 * all the same. Credentials that are refused are told, as whatever else is asked of the vendor tells them.
 */
async function pressed({ id, from, message, data }: NonNullable<Update['callback_query']>, { settings, calls, receivedAt }: Receiving): Promise<readonly InboundEvent[]> {
  if (data === undefined) throw new UnreadableEvent('a button without data');
  await callBot(calls, tokenOf(settings), 'answerCallbackQuery', { callback_query_id: id }).catch(unlessRefused);
  const title = message?.reply_markup?.inline_keyboard?.flat().find((button) => button.callback_data === data)?.text;
  return [{ kind: 'postback', person: personOf(from), at: receivedAt, externalId: id, payload: data, ...(title !== undefined && { title }) }];
}

function unlessRefused(error: unknown): void {
  if (!(error instanceof VendorFault) || error.faultClass === 'auth') throw error;
}
