import { graphemeBefore } from './boundaries.js';
import { endWithin, fits, type TextLimit } from './text-limit.js';

const ELLIPSIS = '…';
const ELLIPSIS_SIZE = { utf16: 1, codePoints: 1, bytes: 3 } as const;

/** A text within a limit: its beginning and an ellipsis where it is longer. Cut between two characters as people see them. Nothing where not even the ellipsis fits. */
export function shorten(text: string, { most, unit }: TextLimit): string {
  if (fits(text, { most, unit })) return text;
  const room = most - ELLIPSIS_SIZE[unit];
  if (room < 0) return '';
  return text.slice(0, graphemeBefore(text, 0, endWithin(text, 0, { most: room, unit }))).trimEnd() + ELLIPSIS;
}
