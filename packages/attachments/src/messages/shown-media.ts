import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { readReference } from '../media/media-reference.js';
import type { MediaUrls } from '../media/media-urls.js';
import { mediaUrlsOf, withMedia } from './media-of-content.js';

/** A stored content as it is shown: each attachment by a URL that holds from now on. Costs nothing where it names none. */
export async function showMedia<Content extends object>(urls: MediaUrls, sql: Sql, appId: AppId, content: Content): Promise<Content> {
  const signed = new Map<string, string>();
  for (const text of mediaUrlsOf(content)) {
    const reference = readReference(text);
    if (reference) signed.set(text, await urls.sign(sql, appId, reference));
  }
  if (signed.size === 0) return content;
  return withMedia(content, (text) => (signed.has(text) ? { mediaUrl: signed.get(text) } : undefined));
}

/** What of a message shows media: its content, and that of the message which it quotes. */
interface Shown {
  readonly content?: object;
  readonly quotedMessage?: object | null;
}

/** A message as it is shown, with what it quotes; the same object where it shows no attachment. */
export async function showMessage<Message extends Shown>(urls: MediaUrls, sql: Sql, appId: AppId, message: Message): Promise<Message> {
  const { content, quotedMessage } = message;
  const inner = (quotedMessage as { readonly message?: Shown } | null | undefined)?.message;
  const shown = content && (await showMedia(urls, sql, appId, content));
  const quoted = inner && (await showMessage(urls, sql, appId, inner));
  if (shown === content && quoted === inner) return message;
  return { ...message, ...(shown && { content: shown }), ...(quoted && { quotedMessage: { ...quotedMessage, message: quoted } }) };
}

/** The payload of an event, as its receiver is sent it. */
export async function showPayload(urls: MediaUrls, sql: Sql, appId: AppId, payload: Record<string, unknown>): Promise<Record<string, unknown>> {
  const told = payload.message as Shown | undefined;
  if (told === undefined) return payload;
  const message = await showMessage(urls, sql, appId, told);
  return message === told ? payload : { ...payload, message };
}
