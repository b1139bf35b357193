import { codePoints, TEXT_LENGTH } from '@parley/contracts';
import { cleanHtml, markdownToHtml } from './html.js';
import { htmlToText } from './html-text.js';

interface Rich {
  readonly text?: string;
  readonly htmlText?: string;
  readonly markdownText?: string;
}

/** Stored: Markdown is written only, HTML is clean, and there is a text for channels without either. */
export interface Plain {
  readonly text?: string;
  readonly htmlText?: string;
}

/**
 * Reads the rich text of a content (openapi.yaml, schemas `htmlText` and `markdownText`): one of the two at most, Markdown becomes HTML,
 * HTML is reduced to the supported tags, and `text` is made of it when none is given. undefined when it cannot be read; why is in `faults`.
 */
export function readRichText(rich: Rich, faults: string[]): Plain | undefined {
  const { text, htmlText, markdownText } = rich;
  if (htmlText !== undefined && markdownText !== undefined) faults.push('content.htmlText cannot be used with markdownText');
  const html = markdownText === undefined ? htmlText && cleanHtml(htmlText) : markdownToHtml(markdownText);
  const fault = faultOf(rich, html);
  if (fault) faults.push(fault);
  // HTML that is refused is not converted: a page of Markdown can become a megabyte of it
  if (fault) return undefined;
  return html ? { text: text || htmlToText(html), htmlText: html } : { ...(text !== undefined && { text }) };
}

function faultOf({ markdownText }: Rich, html: string | undefined): string | undefined {
  if (markdownText !== undefined && html === undefined) return 'content.markdownText should not nest so deeply';
  if (!html || codePoints(html) <= TEXT_LENGTH) return undefined;
  return `content.${markdownText === undefined ? 'htmlText' : 'markdownText'} should be at most ${TEXT_LENGTH} characters as HTML`;
}
