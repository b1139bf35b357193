import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { CryptoFault } from '../crypto-fault.js';
import type { DataKey } from './data-key.js';
import { additionalData, type Place } from './place.js';

/** The first byte of a cell; readers of older versions stay when another one is written. */
const VERSION = 1;
const [VERSION_BYTES, ID_BYTES, NONCE_BYTES, TAG_BYTES] = [1, 32, 12, 16];
const HEADER_BYTES = VERSION_BYTES + ID_BYTES + NONCE_BYTES;

/** Bytes that sealing adds to a value. */
export const CELL_OVERHEAD = HEADER_BYTES + TAG_BYTES;

/**
 * Seals a value into one place: AES-256-GCM (NIST SP 800-38D) with a random nonce. README, "The format of a cell", has it
 * byte by byte. The value must survive JSON.
 */
export function sealCell(key: DataKey, tenant: string, place: Place, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const cell = Buffer.allocUnsafe(CELL_OVERHEAD + text.length);
  cell[0] = VERSION;
  key.id.copy(cell, VERSION_BYTES);
  randomFillSync(cell, VERSION_BYTES + ID_BYTES, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key.secret, cell.subarray(VERSION_BYTES + ID_BYTES, HEADER_BYTES));
  cipher.setAAD(additionalData(cell.subarray(0, VERSION_BYTES + ID_BYTES), tenant, place));
  cipher.update(text).copy(cell, HEADER_BYTES);
  cipher.final();
  cipher.getAuthTag().copy(cell, cell.length - TAG_BYTES);
  return cell;
}

/** The id of the key that a cell was sealed with. Raises CryptoFault for what is no cell of a known version. */
export function keyIdOf(cell: Buffer): Buffer {
  if (cell.length < CELL_OVERHEAD) throw new CryptoFault('truncated');
  if (cell[0] !== VERSION) throw new CryptoFault('unknown_version');
  return cell.subarray(VERSION_BYTES, VERSION_BYTES + ID_BYTES);
}

/**
 * Opens what was sealed into this place of this tenant with this key. Raises CryptoFault for anything else: another key,
 * another place, a changed byte.
 */
export function openCell(key: DataKey, tenant: string, place: Place, cell: Buffer): unknown {
  if (!keyIdOf(cell).equals(key.id)) throw new CryptoFault('other_key');
  const decipher = createDecipheriv('aes-256-gcm', key.secret, cell.subarray(VERSION_BYTES + ID_BYTES, HEADER_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(additionalData(cell.subarray(0, VERSION_BYTES + ID_BYTES), tenant, place));
  decipher.setAuthTag(cell.subarray(-TAG_BYTES));
  try {
    const text = decipher.update(cell.subarray(HEADER_BYTES, -TAG_BYTES));
    decipher.final();
    return JSON.parse(text.toString());
  } catch (cause) {
    throw new CryptoFault('not_authentic', { cause });
  }
}
