import type { Content, FileContent, LocationContent } from '@parley/contracts';
import { CHANNEL_CAPABILITIES } from '../../degradation/channel-capabilities.js';
import { degrade } from '../../degradation/degrade.js';
import type { IsStored } from '../../degradation/simpler.js';
import { fits, type TextLimit } from '../../degradation/text/text-limit.js';
import type { OutboundMessage, Plan } from '../outbound.js';
import { VendorFault } from '../vendor-fault.js';
import { keyboard } from './keyboards.js';
import { richText } from './rich-text.js';

/** One request of the Bot API but for whom it is to: `chat_id` is the sender's to add. */
export interface BotRequest extends Readonly<Record<string, unknown>> {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The field whose value is the address of a file that is stored here: its bytes go in the address's place. */
  readonly upload?: string;
}

/** Requests in their order. */
export interface BotPlan extends Plan {
  readonly parts: readonly BotRequest[];
}

const TELEGRAM = CHANNEL_CAPABILITIES.telegram;

/** What a message comes to on Telegram: the same for the same message. Raises VendorFault (content_rejected) for what only another vendor shows. */
export function plan({ id, content, quotedExternalId, isStored = () => false }: OutboundMessage): BotPlan {
  const { contents, choices } = degrade({ id, content, isStored }, TELEGRAM);
  const [first, ...others] = contents.map(({ content: one }) => request(one, isStored));
  if (first === undefined) throw new VendorFault('content_rejected', 'nothing_to_show');
  return { parts: [{ ...first, body: { ...first.body, ...quoted(quotedExternalId) } }, ...others], choices };
}

/** An answer goes out as well where the person has deleted what it answers. */
const quoted = (id: string | undefined) =>
  id !== undefined && /^\d{1,15}$/.test(id) ? { reply_parameters: { message_id: Number(id), allow_sending_without_reply: true } } : {};

function request(content: Content, isStored: IsStored): BotRequest {
  switch (content.type) {
    case 'text':
      return { method: 'sendMessage', body: { ...said(content, TELEGRAM.text, 'text', 'entities'), ...markup(content) } };
    case 'image':
      return {
        method: 'sendPhoto', ...(isStored(content.mediaUrl) && { upload: 'photo' }),
        body: { photo: content.mediaUrl, ...said(content, TELEGRAM.image.caption, 'caption', 'caption_entities'), ...markup(content) },
      };
    case 'file': {
      const [method, field] = fileMethod(content);
      return {
        method, ...(isStored(content.mediaUrl) && { upload: field }),
        body: { [field]: content.mediaUrl, ...said(content, TELEGRAM.file.caption, 'caption', 'caption_entities') },
      };
    }
    case 'location':
      return place(content);
    case 'carousel':
    case 'list':
    case 'form':
    case 'formResponse':
    case 'template':
      throw new Error(`Telegram does not show ${content.type}, by its capabilities`);
  }
}

function markup({ actions = [] }: Extract<Content, { readonly type: 'text' | 'image' }>): object {
  const markup = keyboard(actions);
  return markup === undefined ? {} : { reply_markup: markup };
}

/** Text and entities; the text as it is where the formatted one is longer than it, and too long. */
function said({ text = '', htmlText }: { readonly text?: string; readonly htmlText?: string }, limit: TextLimit, field: string, entitiesField: string): object {
  const rich = htmlText === undefined ? { text, entities: [] } : richText(htmlText);
  const { text: words, entities } = fits(rich.text, limit) && rich.text !== '' ? rich : { text, entities: [] };
  if (words.trim() === '') return {};
  return { [field]: words, ...(entities.length > 0 && { [entitiesField]: entities }) };
}

/** Bot API, "Sending files": what plays has its own method by its type; anything else is a document. */
function fileMethod({ mediaType }: FileContent): readonly [method: string, field: string] {
  if (mediaType === 'image/gif') return ['sendAnimation', 'animation'];
  if (mediaType === 'video/mp4') return ['sendVideo', 'video'];
  if (mediaType === 'audio/ogg') return ['sendVoice', 'voice'];
  return mediaType === 'audio/mpeg' || mediaType === 'audio/mp4' ? ['sendAudio', 'audio'] : ['sendDocument', 'document'];
}

/** A venue needs both a title and an address: what it lacks is where it is. */
function place({ coordinates: { lat: latitude, long: longitude }, location }: LocationContent): BotRequest {
  const [title, address = `${latitude}, ${longitude}`] = [location?.name, location?.address].filter(Boolean);
  if (title === undefined) return { method: 'sendLocation', body: { latitude, longitude } };
  return { method: 'sendVenue', body: { latitude, longitude, title, address } };
}
