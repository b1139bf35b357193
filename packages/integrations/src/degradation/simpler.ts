import type { Content, FileContent, ImageContent, Item, TextContent } from '@parley/contracts';
import type { Capabilities, MediaLimits } from './capabilities.js';
import { formResponseText, formText, itemCaption, itemsText, locationText } from './fallback-text.js';

/** Tells of an address whether the file there is stored here. */
export type IsStored = (mediaUrl: string) => boolean;

/** What a content comes to on a channel, but for texts and buttons: contents of the types that it shows. None where it can show nothing of it. */
export function simpler(content: Content, channel: Capabilities, isStored: IsStored): readonly Content[] {
  switch (content.type) {
    case 'text':
      return [content];
    case 'image':
    case 'file':
      return [media(content, channel, isStored)];
    case 'location':
      return [channel.location === 'native' ? content : text(locationText(content))];
    case 'carousel':
    case 'list':
      if (channel[content.type] === 'native') return [content];
      return channel[content.type] === 'text' ? [text(itemsText(content))] : messages(content, channel, isStored);
    case 'form':
      return [text(formText(content))];
    case 'formResponse':
      return [text(formResponseText(content))];
    case 'template':
      return channel.template === 'native' ? [content] : [];
  }
}

const text = (of: string): TextContent => ({ type: 'text', text: of });

/** A message for each item, and one for the buttons that are the list's own. */
function messages(content: Extract<Content, { readonly items: Item[] }>, channel: Capabilities, isStored: IsStored): readonly Content[] {
  const own = 'actions' in content ? (content).actions : undefined;
  const items = content.items.map((item) => itemMessage(item, channel, isStored));
  return own?.length ? [...items, { type: 'text', actions: own }] : items;
}

function itemMessage(item: Item, channel: Capabilities, isStored: IsStored): Content {
  const { mediaUrl, mediaType, altText, actions } = item;
  if (mediaUrl === undefined) return { ...text(itemCaption(item)), actions };
  return media({ type: 'image', mediaUrl, ...(mediaType !== undefined && { mediaType }), ...(altText !== undefined && { altText }), text: itemCaption(item), actions }, channel, isStored);
}

/** An image as one, else as a file, else as its address. */
function media(content: ImageContent | FileContent, channel: Capabilities, isStored: IsStored): Content {
  const kinds = content.type === 'image' ? (['image', 'file'] as const) : (['file'] as const);
  const type = kinds.find((kind) => takes(channel[kind], content, isStored));
  if (type !== undefined) return { ...content, type };
  const { mediaUrl, text: caption, htmlText: _rich, type: _type, mediaSize: _size, mediaType: _media, altText: _alt, attachmentId: _id, ...rest } = content;
  return { ...rest, ...text([caption, mediaUrl].filter(Boolean).join('\n')) };
}

/** What is not known of a file does not speak against it. */
function takes(limits: MediaLimits | undefined, { mediaUrl, mediaSize = 0, mediaType }: ImageContent | FileContent, isStored: IsStored): boolean {
  if (limits === undefined) return false;
  const { maxBytes = Infinity, types } = (isStored(mediaUrl) && limits.uploaded) || limits;
  return mediaSize <= maxBytes && (mediaType === undefined || (types?.includes(mediaType) ?? true));
}
