import { randomFillSync } from 'node:crypto';

/** Length of the nonces of AES-GCM: 96 bits (NIST SP 800-38D, 8.2.2). */
export const NONCE_BYTES = 12;

/** Chance drawn in advance, for this thread of this process alone: drawing twelve bytes costs as much as drawing thousands. */
const chance = Buffer.alloc(NONCE_BYTES * 256);
let used = chance.length;

/** Writes a random nonce that was never handed out before. */
export function writeNonce(into: Buffer, at: number): void {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  chance.copy(into, at, used, (used += NONCE_BYTES));
}
