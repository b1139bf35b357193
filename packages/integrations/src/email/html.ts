import { convert } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';
import { plainText } from './plain-text.js';

/** Longest HTML that is read, in characters; what is longer is cut. Newsletters have some 100,000. */
const LONGEST = 1024 * 1024;
const DEEPEST = 100;

const POLICY: sanitizeHtml.IOptions = {
  allowedTags: [
    'a', 'abbr', 'b', 'big', 'blockquote', 'br', 'caption', 'center', 'code', 'dd', 'del', 'div', 'dl', 'dt', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr',
    'i', 'img', 'ins', 'li', 'ol', 'p', 'pre', 'q', 's', 'small', 'span', 'strike', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'u', 'ul',
  ],
  // No style and no class: a mail must not look like what surrounds it, nor lie over it.
  allowedAttributes: { a: ['href'], img: ['src', 'alt', 'width', 'height'], ol: ['start'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  // Only what came with the mail: a picture that is fetched tells its sender who reads it, and when.
  allowedSchemesByTag: { img: ['cid'] },
  allowProtocolRelative: false,
  nestingLimit: DEEPEST,
  nonTextTags: ['noscript', 'option', 'script', 'style', 'textarea', 'title'],
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && attribs['src'] === undefined,
};

/** A mail's HTML without scripts, styles, forms, frames and anything that is fetched from elsewhere. Pictures are named by `cid:`. */
export const safeHtml = (html: string): string => sanitizeHtml(html.slice(0, LONGEST), POLICY).trim();

/** What HTML says, as text: quotes have `> `, links their address behind them. */
export const textOfHtml = (html: string): string =>
  plainText(convert(html.slice(0, LONGEST), {
    wordwrap: false,
    limits: { maxDepth: DEEPEST, maxChildNodes: 10_000, ellipsis: '…' },
    selectors: [
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, noAnchorUrl: true } },
      { selector: 'img', format: 'skip' },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    ],
  }));
