import type { Block } from './content-blocks.js';
import { safeHtml, textOfHtml } from './html.js';
import { plainText } from './plain-text.js';

/** The two forms of a mail's body; a reader's program shows one of them. */
export interface MailBody {
  readonly text: string;
  readonly html: string;
}

interface BodyOptions {
  readonly unsubscribeUrl?: string;
}

/** What opens from a mail; anything else is written out, to be copied. */
const OPENS = /^(?:https?|mailto|tel):/i;

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => plainText(text).replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? '');

/** The body of what a message says as a mail; `unsubscribeUrl` is named at its end. */
export function bodyOfBlocks(blocks: readonly Block[], { unsubscribeUrl }: BodyOptions = {}): MailBody {
  const [text, html] = [blocks.map(textOf).join('\n\n'), blocks.map(htmlOf).join('\n')];
  if (unsubscribeUrl === undefined) return { text, html };
  return {
    text: `${text}\n\n-- \nUnsubscribe: ${unsubscribeUrl}`,
    html: `${html}\n<hr>\n<p><small><a href="${escaped(unsubscribeUrl)}">Unsubscribe</a></small></p>`,
  };
}

function textOf(block: Block): string {
  switch (block.kind) {
    case 'rich':
      return plainText(block.text) || textOfHtml(block.html);
    case 'picture':
    case 'link':
      return `${plainText(block.text)}: ${plainText(block.url)}`;
    case 'choices':
      return block.choices.map((choice) => `- ${plainText(choice)}`).join('\n');
    case 'text':
    case 'title':
      return plainText(block.text);
  }
}

function htmlOf(block: Block): string {
  switch (block.kind) {
    case 'rich':
      return safeHtml(block.html);
    case 'title':
      return `<p><strong>${escaped(block.text)}</strong></p>`;
    case 'picture':
      return OPENS.test(block.url) ? `<p><a href="${escaped(block.url)}"><img src="${escaped(block.url)}" alt="${escaped(block.text)}" style="max-width:100%"></a></p>` : written(textOf(block));
    case 'link':
      return OPENS.test(block.url) ? `<p><a href="${escaped(block.url)}">${escaped(block.text)}</a></p>` : written(textOf(block));
    case 'choices':
      return `<ul>${block.choices.map((choice) => `<li>${escaped(choice)}</li>`).join('')}</ul>`;
    case 'text':
      return written(block.text);
  }
}

const written = (text: string): string => plainText(text).split(/\n{2,}/).map((paragraph) => `<p>${escaped(paragraph).replaceAll('\n', '<br>\n')}</p>`).join('\n');
