/** What of a file is asked for: all of it, a part (`to` not included), or nothing that there is. */
export type ByteRange = { readonly kind: 'all' } | { readonly kind: 'part'; readonly from: number; readonly to: number } | { readonly kind: 'none' };

const ALL: ByteRange = { kind: 'all' };

/** Reads `Range` (RFC 9110, 14.2). What is no range of bytes, or several of them, is ignored, as the RFC allows. */
export function byteRange(header: string | undefined, size: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=\s*(\d{0,15})-(\d{0,15})\s*$/i.exec(header ?? '') ?? [];
  if (first === '' && last === '') return ALL;
  if (first === '') return Number(last) === 0 || size === 0 ? { kind: 'none' } : { kind: 'part', from: Math.max(0, size - Number(last)), to: size };
  const [from, to] = [Number(first), last === '' ? size : Math.min(size, Number(last) + 1)];
  if (last !== '' && Number(last) < from) return ALL;
  return from >= size ? { kind: 'none' } : { kind: 'part', from, to };
}
