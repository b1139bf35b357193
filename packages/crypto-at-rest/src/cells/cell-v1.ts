import { createCipheriv, createDecipheriv } from 'node:crypto';
import { CryptoFault } from '../crypto-fault.js';
import type { CellKey } from './data-key.js';
import { NONCE_BYTES, writeNonce } from './nonces.js';
import { additionalData, type Place } from './place.js';

/** The first byte of a cell of this version. */
export const V1 = 1;
const [VERSION_BYTES, ID_BYTES, TAG_BYTES] = [1, 32, 16];
/** Version and key id: what the additional data begin with. */
const BOUND_BYTES = VERSION_BYTES + ID_BYTES;
const HEADER_BYTES = BOUND_BYTES + NONCE_BYTES;

/** Bytes that sealing adds to a value. */
export const OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

/** AES-256-GCM (NIST SP 800-38D) with a random nonce; README, "The format of a cell", has it byte by byte. */
export function sealV1(key: CellKey, tenant: string, place: Place, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const cell = Buffer.allocUnsafe(OVERHEAD_BYTES + text.length);
  cell[0] = V1;
  key.id.copy(cell, VERSION_BYTES);
  writeNonce(cell, BOUND_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, cell.subarray(BOUND_BYTES, HEADER_BYTES));
  cipher.setAAD(additionalData(cell.subarray(0, BOUND_BYTES), tenant, place));
  cipher.update(text).copy(cell, HEADER_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(cell, cell.length - TAG_BYTES);
  return cell;
}

/** Raises CryptoFault for what is too short. */
export function keyIdOfV1(cell: Buffer): Buffer {
  if (cell.length < OVERHEAD_BYTES) throw new CryptoFault('truncated');
  return cell.subarray(VERSION_BYTES, BOUND_BYTES);
}

/** Raises CryptoFault for what was not sealed by `sealV1` with this key for this place. */
export function openV1(key: CellKey, tenant: string, place: Place, cell: Buffer): unknown {
  if (!keyIdOfV1(cell).equals(key.id)) throw new CryptoFault('other_key');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.secret, cell.subarray(BOUND_BYTES, HEADER_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(additionalData(cell.subarray(0, BOUND_BYTES), tenant, place));
    decipher.setAuthTag(cell.subarray(-TAG_BYTES));
    const text = decipher.update(cell.subarray(HEADER_BYTES, -TAG_BYTES));
    decipher.final();
    return JSON.parse(text.toString());
  } catch {
    // Without its cause: that of JSON.parse repeats what it read, which a customer wrote.
    throw new CryptoFault('not_authentic');
  }
}
