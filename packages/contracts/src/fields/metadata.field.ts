import { field, type FieldOptions } from './field.js';
import { isPlainObject } from './plain.js';
import type { Rule } from './registry.js';
import { badCharacters } from './text.js';

/** Bytes of metadata, as UTF-8 JSON (openapi.yaml: "limited to 4096 bytes in size"). */
export const METADATA_BYTES = 4096;

export interface MetadataOptions extends FieldOptions {
  /** In an update, null deletes a key. */
  nullValues?: boolean;
}

/** A flat object of strings, numbers and booleans of at most 4096 bytes. */
export function MetadataField({ nullValues = false, ...options }: MetadataOptions = {}): PropertyDecorator {
  return field(options, metadataRule(nullValues), { type: 'object', additionalProperties: true });
}

function metadataRule(nullValues: boolean): Rule {
  return (value) => {
    if (!isPlainObject(value)) return 'should be an object';
    for (const [key, entry] of Object.entries(value)) {
      if (badCharacters(key, false)) return `should not have keys with control characters or malformed Unicode`;
      const fault = entry === null && nullValues ? undefined : badEntry(entry);
      if (fault) return fault;
    }
    return metadataFits(value) ? undefined : `should be at most ${METADATA_BYTES} bytes`;
  };
}

const metadataFits = (metadata: object): boolean =>
  Buffer.byteLength(JSON.stringify(metadata), 'utf8') <= METADATA_BYTES;

function badEntry(entry: unknown): string | undefined {
  if (typeof entry === 'string') return badCharacters(entry, true) && 'should not contain control characters or malformed Unicode';
  return typeof entry === 'boolean' || Number.isFinite(entry) ? undefined : 'should hold only strings, numbers and booleans';
}
