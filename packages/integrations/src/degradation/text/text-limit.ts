/** In what a vendor counts: UTF-16 units (JavaScript's length), Unicode's code points, or bytes of UTF-8. */
export type TextUnit = 'utf16' | 'codePoints' | 'bytes';

/** How long a text may be. */
export interface TextLimit {
  readonly most: number;
  readonly unit: TextUnit;
}

/** Whether a text is within a limit; where there is none it is. */
export const fits = (text: string, limit: TextLimit | undefined): boolean => limit === undefined || endWithin(text, 0, limit) === text.length;

/** Where the longest piece that begins at `from` and is within the limit ends: after a whole code point, though after none if none fits. */
export function endWithin(text: string, from: number, { most, unit }: TextLimit): number {
  let end = from;
  for (let left = most; end < text.length; ) {
    const point = text.codePointAt(end) ?? 0;
    left -= sizeOf(point, unit);
    if (left < 0) break;
    end += point > 0xffff ? 2 : 1;
  }
  return end;
}

function sizeOf(point: number, unit: TextUnit): number {
  if (unit === 'codePoints') return 1;
  if (unit === 'utf16') return point > 0xffff ? 2 : 1;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point > 0xffff ? 4 : 3;
}
