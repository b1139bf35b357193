import type { TextContent } from '@parley/contracts';
import { readRichText } from './rich-text.js';

/** "Required unless `actions`, `htmlText` or `markdownText` is provided" (openapi.yaml, schema `textMessage`). An empty text says nothing. */
export function prepareText({ markdownText, htmlText, text, ...rest }: TextContent, faults: string[]): TextContent {
  const rich = readRichText({ text, htmlText, markdownText }, faults);
  if (rich && !rich.text && !rest.actions?.length) faults.push('content.text is required unless actions, htmlText or markdownText is provided');
  return { ...rest, ...rich };
}
