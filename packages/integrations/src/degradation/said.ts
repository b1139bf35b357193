import type { FileContent, ImageContent, TextContent } from '@parley/contracts';
import type { Capabilities } from './capabilities.js';
import { splitText } from './text/split-text.js';
import { fits, type TextLimit } from './text/text-limit.js';

/** What has a text of its own. */
export type Said = TextContent | ImageContent | FileContent;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);

/** A content that says some lines more, in its HTML as well. */
export function plus<T extends Said>(said: T, lines: readonly string[]): T {
  if (lines.length === 0) return said;
  const text = [said.text, ...lines].filter(Boolean).join('\n');
  return { ...said, text, ...(said.htmlText && { htmlText: `${said.htmlText}<p>${lines.map(escaped).join('<br />')}</p>` }) };
}

const words = (html: string): string => html.replace(/<[^>]*>/g, '');

/** Whether there is anything to read. */
export const says = ({ text = '', htmlText = '' }: Said): boolean => text.trim() !== '' || words(htmlText).trim() !== '';

/** Whether all of a text fits: its HTML as well, where the channel shows that. */
export const textFits = ({ text = '', htmlText }: Said, limit: TextLimit | undefined, { html }: Capabilities): boolean =>
  fits(text, limit) && (!html || htmlText === undefined || fits(words(htmlText), limit));

/** A text as messages of a channel. HTML stays where it fits into one. The last is within `last` too: it has buttons. */
export function textPieces({ htmlText, ...plain }: TextContent, last: TextLimit | undefined, channel: Capabilities): readonly TextContent[] {
  const whole = htmlText === undefined ? plain : { ...plain, htmlText };
  if (says(whole) && [channel.text, last].every((limit) => textFits(whole, limit, channel))) return [whole];
  const pieces = cut(plain.text ?? '', channel.text);
  return [...pieces.slice(0, -1), ...cut(pieces.at(-1) ?? '', last)].map((text) => ({ ...plain, text }));
}

const cut = (text: string, limit: TextLimit | undefined): readonly string[] => (limit !== undefined ? splitText(text, limit) : text.trim() ? [text] : []);
