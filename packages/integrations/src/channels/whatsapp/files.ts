import type { FileContent, ImageContent } from '@parley/contracts';
import type { IsStored } from '../../degradation/simpler.js';
import type { Part } from '../outbound.js';
import { MAX_BYTES } from './media.js';

/** What is shown as more than a document ("Media: supported media types"), by its type. */
const KINDS: Readonly<Record<string, 'video' | 'audio'>> = {
  'video/mp4': 'video', 'video/3gpp': 'video', 'audio/aac': 'audio', 'audio/amr': 'audio', 'audio/mpeg': 'audio', 'audio/mp4': 'audio', 'audio/ogg': 'audio',
};

/** A file by its address, with its caption; an audio has none, so that its words come behind it. What is stored here is marked to be uploaded. */
export function filesOf(content: ImageContent | FileContent, isStored: IsStored): readonly Part[] {
  const { mediaUrl: link, text = '', altText } = content;
  const [caption, upload] = [text === '' ? {} : { caption: text }, isStored(link) ? { upload: link } : {}];
  const kind = content.type === 'image' ? 'image' : kindOf(content);
  if (kind === 'audio') return [{ type: 'audio', audio: { link }, ...upload }, ...(text === '' ? [] : [{ type: 'text', text: { body: text, preview_url: false } }])];
  if (kind !== 'document') return [{ type: kind, [kind]: { link, ...caption }, ...upload }];
  return [{ type: 'document', document: { link, ...caption, ...(altText && { filename: altText }) }, ...upload }];
}

function kindOf({ mediaType = '', mediaSize = 0 }: FileContent): 'video' | 'audio' | 'document' {
  const kind = KINDS[mediaType];
  return kind === undefined || mediaSize > MAX_BYTES[kind] ? 'document' : kind;
}
