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

/** The payload of an event, as its receiver is sent it. */
export async function showPayload(urls: MediaUrls, sql: Sql, appId: AppId, payload: Record<string, unknown>): Promise<Record<string, unknown>> {
  const message = payload.message as { readonly content?: object } | undefined;
  if (message?.content === undefined) return payload;
  const content = await showMedia(urls, sql, appId, message.content);
  return content === message.content ? payload : { ...payload, message: { ...message, content } };
}
