import { AppError } from './errors.js';

/** Flat properties that a caller keeps on an app, user, conversation or message. */
export type Metadata = Readonly<Record<string, string | number | boolean>>;

/** Keys to set, or to delete with `null`. */
export type MetadataChange = Readonly<Record<string, string | number | boolean | null>>;

const LIMIT_BYTES = 4096;

/** Whether metadata are within 4096 bytes of JSON. */
export const metadataFits = (metadata: Metadata): boolean => Buffer.byteLength(JSON.stringify(metadata)) <= LIMIT_BYTES;

/**
 * Merges key by key; `null` deletes a key, `null` instead of the whole deletes every key (semantics §4, Metadata update).
 * Raises bad_request when the result is over 4096 bytes of JSON. `owner` begins the title: `App`, `User`, `Conversation`.
 */
export function mergeMetadata(current: Metadata, change: MetadataChange | null | undefined, owner: string): Metadata {
  if (change === undefined) return current;
  const merged = new Map(change === null ? [] : Object.entries(current));
  for (const [key, value] of Object.entries(change ?? {})) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  // fromEntries defines own properties, so that a key named __proto__ could not reach a prototype.
  const metadata = Object.fromEntries(merged);
  if (!metadataFits(metadata)) {
    throw new AppError('bad_request', `${owner} metadata is limited to ${LIMIT_BYTES} bytes in size.`);
  }
  return metadata;
}
