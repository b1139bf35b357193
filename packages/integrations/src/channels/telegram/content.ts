import type { Content } from '@parley/contracts';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { joined } from '../shape.js';
import { VendorFault } from '../vendor-fault.js';
import { callBot } from './bot-api.js';
import { tokenOf } from './connect.js';
import type { Location, Message, TelegramFile } from './update.js';

/** Bot API, getFile: "bots can download files of up to 20MB in size". */
const MEGABYTE = 1024 * 1024;
const MAX_BYTES = 20 * MEGABYTE;

/** A path of the Bot API's own making, and nothing that leads elsewhere. */
const FILE_PATH = /^(?!.*\.\.)[\w./-]+$/;

/** What a message says, in the specification's types; nothing of what only tells of the chat (who joined, what is pinned). Raises VendorFault, UnreadableEvent. */
export async function contentOf(message: Message, receiving: Receiving): Promise<Content | undefined> {
  const { text, caption, photo, location, venue, contact, dice, poll, checklist } = message;
  if (text !== undefined) return { type: 'text', text };
  if (venue) return { ...place(venue.location), location: { name: venue.title, address: venue.address } };
  if (location) return place(location);
  if (contact) return { type: 'text', text: joined([contact.first_name, contact.last_name, contact.phone_number], ' ') };
  if (dice) return { type: 'text', text: joined([dice.emoji, dice.value], ' ') };
  if (poll) return { type: 'text', text: poll.question };
  if (checklist) return { type: 'text', text: joined([checklist.title, ...checklist.tasks.map((task) => task.text)], '\n') };
  const image = photo?.at(-1) ?? message.sticker;
  if (image) return media('image', { mime_type: photo ? 'image/jpeg' : undefined, ...image }, caption, receiving);
  const file = message.animation ?? message.document ?? message.video ?? message.audio ?? message.voice ?? message.video_note;
  return file && media(file.mime_type?.startsWith('image/') ? 'image' : 'file', file, caption, receiving);
}

/** A file that no bot can fetch is told by its name and its size: the person believes that he sent it. */
const tooLarge = ({ file_name: name, mime_type: mediaType, file_size: bytes = 0 }: TelegramFile, caption: string | undefined): Content =>
  ({ type: 'text', text: joined([caption, joined([name ?? mediaType ?? 'file', bytes > 0 ? `(${Math.ceil(bytes / MEGABYTE)} MB)` : undefined], ' ')], '\n') });

/** An update need not say how large a file is: then the answer does. */
function unlessTooLarge(error: unknown): undefined {
  if (!(error instanceof VendorFault) || error.faultClass !== 'media_error') throw error;
}

const place = ({ latitude: lat, longitude: long }: Location) => ({ type: 'location' as const, coordinates: { lat, long } });

async function media(type: 'image' | 'file', file: TelegramFile, caption: string | undefined, receiving: Receiving): Promise<Content> {
  if ((file.file_size ?? 0) > MAX_BYTES) return tooLarge(file, caption);
  if (typeof file.file_id !== 'string') throw new UnreadableEvent('a file without an id');
  const token = tokenOf(receiving.settings);
  const found = await callBot(receiving.calls, token, 'getFile', { file_id: file.file_id }).catch(unlessTooLarge);
  if (found === undefined) return tooLarge(file, caption);
  const { file_path: path } = found as { readonly file_path?: string };
  if (path === undefined || !FILE_PATH.test(path)) throw new UnreadableEvent('getFile answered no path');
  const mediaUrl = await receiving.file({
    path: `/file/bot${token}/${path}`, maxBytes: MAX_BYTES, mediaType: file.mime_type, fileName: file.file_name ?? path.split('/').at(-1),
  });
  return { type, mediaUrl, ...(caption !== undefined && { text: caption }) };
}
