import type { Content } from '@parley/contracts';
import { maskCardNumbers } from './card-numbers.js';

/** Where a content, also a channel's native one, carries what a reader is shown. Names, payloads and addresses are for machines. */
const SHOWN = new Set(['text', 'htmlText', 'title', 'subtitle', 'description', 'altText', 'caption', 'label', 'placeholder', 'address']);

/** The content with its card numbers masked; the same object when it holds none. */
export const maskContent = (content: Content): Content => masked(content, '', '') as Content;

function masked(value: unknown, key: string, holder: string): unknown {
  if (typeof value === 'string') {
    const shown = SHOWN.has(key) || (key === 'name' && holder === 'location');
    return shown ? maskCardNumbers(value, key === 'htmlText' ? 'html' : 'text') : value;
  }
  // Metadata is the caller's own, and never shown.
  if (typeof value !== 'object' || value === null || key === 'metadata') return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => masked(item, key, holder));
    return items.some((item, nth) => item !== value[nth]) ? items : value;
  }
  const entries = Object.entries(value);
  const changed = entries.map(([name, inner]) => [name, masked(inner, name, key)] as const);
  return changed.some(([, inner], nth) => inner !== entries[nth]?.[1]) ? Object.fromEntries(changed) : value;
}
