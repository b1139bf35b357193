import { createHash } from 'node:crypto';
import { anyHexOf } from './encodings.js';
import { refuse } from './judge.js';
import { requireSame } from './matching.js';

/** Refuses a call of which a token's claim (hex SHA-256) tells other bytes. */
export function requireHash(part: string, claim: unknown, bytes: string | Uint8Array): void {
  if (claim === undefined) refuse('missing', part);
  const value = typeof claim === 'string' ? claim.toLowerCase() : refuse('malformed', part);
  requireSame({ part, value, shape: anyHexOf(32) }, createHash('sha256').update(bytes).digest('hex'));
}
