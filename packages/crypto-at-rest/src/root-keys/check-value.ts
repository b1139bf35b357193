import { hkdfSync, timingSafeEqual } from 'node:crypto';

/** 32 bytes that commit to a root key and tell nothing about it (HKDF, RFC 5869). */
export const checkValueOf = (rootKey: Buffer, rootKeyId: string): Buffer =>
  Buffer.from(hkdfSync('sha256', rootKey, '', `parley root key check v1 ${rootKeyId}`, 32));

/** Whether a root key is the one that the check value was made of. */
export function isRootKey(rootKey: Buffer, rootKeyId: string, checkValue: Buffer): boolean {
  const expected = checkValueOf(rootKey, rootKeyId);
  return expected.length === checkValue.length && timingSafeEqual(expected, checkValue);
}
