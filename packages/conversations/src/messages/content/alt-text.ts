/** openapi.yaml, `altText`: "saved by default with the file name as the value"; as long as its limit allows. */
const LONGEST = 128;

/** The description of a media: the caller's, or the file name of its URL; none when the URL names no file. */
export function altTextOf({ altText, mediaUrl }: { readonly altText?: string; readonly mediaUrl?: string }): { altText?: string } {
  const text = altText || (mediaUrl && fileName(mediaUrl));
  return text ? { altText: text } : {};
}

function fileName(url: string): string {
  const encoded = new URL(url).pathname.split('/').at(-1) ?? '';
  return Array.from(decoded(encoded).replace(/\p{Cc}/gu, '')).slice(0, LONGEST).join('');
}

function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded; // percent signs that encode no UTF-8: the name as it stands in the URL
  }
}
