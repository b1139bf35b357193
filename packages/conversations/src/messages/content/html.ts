import { Marked } from 'marked';
import sanitizeHtml from 'sanitize-html';

/**
 * What clients show: the public list of supported rich text (bold, italics, underline, strikethrough, links, lists, headings, code,
 * quotes, paragraphs), with `pre` and `blockquote`, into which Markdown turns code blocks and quotes.
 */
const TAGS = [
  'strong', 'b', 'em', 'i', 'u', 'ins', 's', 'del', 'a', 'ol', 'ul', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6',
  'code', 'q', 'p', 'br', 'span', 'pre', 'blockquote',
];

const POLICY: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: { a: ['href'], ol: ['start'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowProtocolRelative: false,
  nestingLimit: 30,
};

// an entity such as &#8; is well-formed input, and becomes a control character only here
const CONTROLS = /[^\P{Cc}\t\n\r]/gu;

const markdown = new Marked({ async: false, gfm: true });

/** HTML without anything that is not shown: other tags are left out and their text kept, scripts and styles left out whole. */
export const cleanHtml = (html: string): string => sanitizeHtml(html, POLICY).replace(CONTROLS, '').trim();

/** GitHub's flavour of Markdown as clean HTML; undefined for text that nests deeper than the parser follows. */
export function markdownToHtml(text: string): string | undefined {
  try {
    return cleanHtml(markdown.parse(text) as string);
  } catch {
    return undefined; // marked recurses: thousands of `>` exhaust the stack, and must be the caller's fault, not ours
  }
}
