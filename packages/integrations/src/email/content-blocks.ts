import type { Action, Content, FormField, Item, ItemAction } from '@parley/contracts';
import { actionText, formResponseText } from '../degradation/fallback-text.js';

/** One piece of a mail's body, which is written twice: as text and as HTML. */
export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** Text that has a form as HTML. */
  | { readonly kind: 'rich'; readonly text: string; readonly html: string }
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'picture'; readonly url: string; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  /** What can be answered; a mail has no buttons, so it is read and written. */
  | { readonly kind: 'choices'; readonly choices: readonly string[] };

/**
 * What a message says, as pieces of a mail (openapi.yaml, messages: what channels that do not support a type fall back to). Links stay,
 * suggested replies are named, and buttons that only a program hears are left out. Nothing where a message has no form as a mail.
 */
export function blocksOf(content: Content): readonly Block[] {
  switch (content.type) {
    case 'text':
      return readable([...textBlocks(content), ...actionBlocks(content.actions ?? [])], content.actions);
    case 'image':
      return [...textBlocks(content), { kind: 'picture', url: content.mediaUrl, text: content.altText ?? nameIn(content.mediaUrl) }, ...actionBlocks(content.actions ?? [])];
    case 'file':
      return [...textBlocks(content), { kind: 'link', url: content.mediaUrl, text: content.altText ?? nameIn(content.mediaUrl) }];
    case 'location':
      return content.text ? texts(content.text) : texts(content.location?.name, content.location?.address, `${content.coordinates.lat}, ${content.coordinates.long}`);
    case 'carousel':
      return content.items.flatMap(itemBlocks);
    case 'list':
      return [...content.items.flatMap(itemBlocks), ...actionBlocks(content.actions ?? [])];
    case 'form':
      return [...texts(content.text), { kind: 'choices', choices: content.fields.map(questionOf) }];
    case 'formResponse':
      return texts(formResponseText(content));
    case 'template':
      return [];
  }
}

const textBlocks = ({ text, htmlText }: { readonly text?: string; readonly htmlText?: string }): readonly Block[] =>
  htmlText === undefined ? texts(text) : [{ kind: 'rich', text: text ?? '', html: htmlText }];

const texts = (...all: readonly (string | undefined)[]): readonly Block[] => all.flatMap((text) => (text ? [{ kind: 'text' as const, text }] : []));

const itemBlocks = ({ title, description, mediaUrl, altText, actions }: Item): readonly Block[] => [
  { kind: 'title', text: title },
  ...texts(description),
  ...(mediaUrl === undefined ? [] : [{ kind: 'picture' as const, url: mediaUrl, text: altText ?? nameIn(mediaUrl) }]),
  ...actionBlocks(actions),
];

function actionBlocks(actions: readonly (Action | ItemAction)[]): readonly Block[] {
  const links = actions.flatMap((action): Block[] => {
    if (action.type === 'link') return [{ kind: 'link', url: action.uri, text: action.text }];
    return action.type === 'webview' ? [{ kind: 'link', url: action.fallback, text: action.text }] : [];
  });
  const choices = actions.flatMap((action) => (action.type === 'reply' || action.type === 'locationRequest' ? [action.text] : []));
  const prices = actions.flatMap((action): readonly Block[] => (action.type === 'buy' ? texts(actionText(action)) : []));
  return [...links, ...prices, ...(choices.length === 0 ? [] : [{ kind: 'choices' as const, choices }])];
}

/** Where there is nothing else to read, the buttons' titles are. */
const readable = (blocks: readonly Block[], actions: readonly Action[] = []): readonly Block[] =>
  blocks.length > 0 || actions.length === 0 ? blocks : [{ kind: 'choices', choices: actions.map(({ text }) => text) }];

const questionOf = ({ label, options = [] }: FormField): string => (options.length === 0 ? label : `${label} (${options.map((option) => option.label).join(', ')})`);

/** A file's name as its address tells it. */
function nameIn(url: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || url;
  } catch {
    return last;
  }
}
