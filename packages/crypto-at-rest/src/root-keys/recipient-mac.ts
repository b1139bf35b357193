import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { RecipientRow } from './root-keys.queries.js';

/** Who a recipient is: its kind and its public part. */
export type RecipientName = Pick<RecipientRow, 'provider' | 'recipient'>;

/**
 * 32 bytes that only somebody who holds the root key could make: HMAC-SHA-256 under HKDF(root key, info `parley root key
 * recipient v1`) of the JSON of root key id, kind and public part. Whoever can write the table only cannot add a recipient.
 */
export function recipientMac(rootKey: Buffer, rootKeyId: string, { provider, recipient }: RecipientName): Buffer {
  const key = Buffer.from(hkdfSync('sha256', rootKey, '', 'parley root key recipient v1', 32));
  try {
    return createHmac('sha256', key).update(JSON.stringify([rootKeyId, provider, recipient])).digest();
  } finally {
    key.fill(0);
  }
}

/** Whether a row's MAC is the one that the root key makes. */
export function isVouchedFor(rootKey: Buffer, rootKeyId: string, row: RecipientRow): boolean {
  const expected = recipientMac(rootKey, rootKeyId, row);
  return row.mac?.length === expected.length && timingSafeEqual(row.mac, expected);
}
