/** What of a content names a media: an image or a file itself, and the items of a carousel or a list. */
interface Holder {
  readonly type?: string;
  readonly mediaUrl?: string;
  readonly mediaType?: string;
  readonly mediaSize?: number;
  readonly attachmentId?: string;
  readonly items?: readonly Holder[];
}

/** Only these have media of their own; other contents are not looked into. */
const WITH_MEDIA = new Set(['image', 'file', 'carousel', 'list']);

/** What stands in the place of a media, or nothing where it stays as it is. */
export type Replacing = (mediaUrl: string, at: { readonly isItem: boolean }) => object | undefined;

/** The media URLs of a content, in their order. */
export function mediaUrlsOf(content: object): string[] {
  const holder = content as Holder;
  if (!WITH_MEDIA.has(holder.type ?? '')) return [];
  return [holder, ...(holder.items ?? [])].flatMap(({ mediaUrl }) => (typeof mediaUrl === 'string' ? [mediaUrl] : []));
}

/** The content with what `replacing` answers put over those who hold a media; the same object where it has none. */
export function withMedia<Content extends object>(content: Content, replacing: Replacing): Content {
  if (mediaUrlsOf(content).length === 0) return content;
  const { items, ...own } = content as Holder;
  const replaced = (holder: Holder, isItem: boolean): object => ({ ...holder, ...(holder.mediaUrl !== undefined && replacing(holder.mediaUrl, { isItem })) });
  return { ...replaced(own, false), ...(items && { items: items.map((item) => replaced(item, true)) }) } as Content;
}
