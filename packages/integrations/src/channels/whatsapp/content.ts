import type { Content } from '@parley/contracts';
import { UnreadableEvent, type Receiving } from '../channel.js';
import { fetchMedia } from './media.js';
import type { Card, Message } from './notification.js';

/** What a message says, in the specification's types; nothing where a reaction is taken back. Raises UnreadableEvent for what Meta itself cannot show, and VendorFault. */
export async function contentOf(message: Message, receiving: Receiving): Promise<Content | undefined> {
  const { type, text, location, contacts, reaction, order } = message;
  if (type === 'text' && text?.body !== undefined) return { type: 'text', text: text.body };
  if (type === 'location' && location) return placeOf(location);
  if (type === 'contacts' && contacts) return { type: 'text', text: contacts.map(cardOf).join('\n') };
  if (type === 'reaction' && reaction) return reaction.emoji === undefined || reaction.emoji === '' ? undefined : { type: 'text', text: reaction.emoji };
  if (type === 'order' && order) return { type: 'text', text: orderOf(order) };
  const kind = MEDIA[type];
  const media = kind && message[kind];
  if (!media) throw new UnreadableEvent(`a message of a kind that is not known here`);
  const mediaUrl = await fetchMedia(kind, media, receiving);
  return { type: kind === 'image' || kind === 'sticker' ? 'image' : 'file', mediaUrl, ...(media.caption !== undefined && { text: media.caption }) };
}

/** A voice message is an audio. */
const MEDIA: Readonly<Record<string, 'image' | 'sticker' | 'video' | 'audio' | 'document'>> = {
  image: 'image', sticker: 'sticker', video: 'video', audio: 'audio', document: 'document',
};

function placeOf({ latitude: lat, longitude: long, name, address }: NonNullable<Message['location']>): Content {
  const place = { ...(name !== undefined && { name }), ...(address !== undefined && { address }) };
  return { type: 'location', coordinates: { lat, long }, ...(Object.keys(place).length > 0 && { location: place }) };
}

const cardOf = ({ name, phones = [], emails = [] }: Card): string =>
  [name?.formatted_name, ...phones.map(({ phone }) => phone), ...emails.map(({ email }) => email)].filter(Boolean).join(' ');

const orderOf = ({ text, product_items: items = [] }: NonNullable<Message['order']>): string =>
  [...(text ? [text] : []), ...items.map(({ product_retailer_id: product, quantity, item_price: price, currency }) => `${quantity ?? 1} × ${product ?? ''}: ${price ?? ''} ${currency ?? ''}`.trim())].join('\n');
