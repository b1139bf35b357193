import { CryptoFault } from '../crypto-fault.js';
import { keyIdOfV1, openV1, sealV1, V1 } from './cell-v1.js';
import type { CellKey } from './data-key.js';
import type { Place } from './place.js';

/** Seals a value, which must survive JSON, into one place (README, "The format of a cell"). */
export const sealCell = (key: CellKey, tenant: string, place: Place, value: unknown): Buffer => sealV1(key, tenant, place, value);

/** The id of the key that a cell was sealed with. Raises CryptoFault for what is no cell of a known version. */
export function keyIdOf(cell: Buffer): Buffer {
  switch (versionOf(cell)) {
    case V1: return keyIdOfV1(cell);
    default: throw new CryptoFault('unknown_version');
  }
}

/**
 * Opens what was sealed into this place of this tenant with this key, by the reader of the version that it was written in:
 * readers stay. Raises CryptoFault for anything else: another key, another place, a changed byte.
 */
export function openCell(key: CellKey, tenant: string, place: Place, cell: Buffer): unknown {
  switch (versionOf(cell)) {
    case V1: return openV1(key, tenant, place, cell);
    default: throw new CryptoFault('unknown_version');
  }
}

function versionOf([version]: Buffer): number {
  if (version === undefined) throw new CryptoFault('truncated');
  return version;
}
