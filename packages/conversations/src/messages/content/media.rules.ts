import type { FileContent, ImageContent } from '@parley/contracts';
import { altTextOf } from './alt-text.js';
import { readRichText } from './rich-text.js';

/** An image or a file: its caption is rich text, its description the file name unless given. */
export function prepareMedia<T extends ImageContent | FileContent>(content: T, faults: string[]): T {
  const { markdownText, htmlText, text, altText, ...rest } = content;
  return { ...rest, ...readRichText({ text, htmlText, markdownText }, faults), ...altTextOf({ altText, mediaUrl: content.mediaUrl }) } as T;
}
