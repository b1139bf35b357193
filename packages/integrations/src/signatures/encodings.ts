/** Hex digits of so many bytes as vendors write them that compare the text: in lower case. */
export const hexOf = (bytes: number): RegExp => new RegExp(`^[0-9a-f]{${bytes * 2}}$`);

/** Hex digits of so many bytes in either case, for vendors that say so. */
export const anyHexOf = (bytes: number): RegExp => new RegExp(`^[0-9a-f]{${bytes * 2}}$`, 'i');

const BASE64 = String.raw`(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?`;

/** Base64 with its padding, perhaps after a prefix. */
export const base64After = (prefix = ''): RegExp => new RegExp(`^${prefix}${BASE64}$`);

/** The bytes that base64 stands for; nothing if it is not their one right spelling (letters outside the alphabet, leftover bits, no padding). */
export function fromBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : undefined;
}
