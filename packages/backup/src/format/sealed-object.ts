import { randomBytes } from 'node:crypto';
import { BackupFault } from '../backup-fault.js';
import { compress, decompress } from './compression.js';
import { openBytes, sealBytes } from './gcm.js';
import { KEY_BYTES, type RepositoryKeys } from './repository-keys.js';

const MAGIC = Buffer.from('PBK1');
const HEADER_BYTES = MAGIC.length + 1 + KEY_BYTES;

/** What an object is; one kind is never taken for another. The number stands in its fifth byte. */
export const KINDS = { segment: 1, manifest: 2, tenants: 3, secret: 4, drill: 5, expiry: 6, revocation: 7, hold: 8, timings: 9 } as const;
export type Kind = keyof typeof KINDS;

/** The name that an object was first written under: repairs bear it with a number (`~1`). */
export const originalName = (name: string): string => name.replace(/~\d+$/, '');

/** Seals an object of a repository under a key of its own (README, "Sealed object"). It opens under this name only. */
export async function sealObject(keys: RepositoryKeys, kind: Kind, name: string, content: Buffer): Promise<Buffer> {
  const header = Buffer.concat([MAGIC, Buffer.of(KINDS[kind]), randomBytes(KEY_BYTES)]);
  const key = keys.objectKey(header.subarray(-KEY_BYTES));
  return Buffer.concat([header, ...sealBytes(key, 0, binding(keys, kind, name), await compress(content))]);
}

/** The content again. Raises BackupFault: `malformed`, or `unreadable` under another key, kind, name or repository, or changed. */
export async function openObject(keys: RepositoryKeys, kind: Kind, name: string, object: Buffer): Promise<Buffer> {
  if (object.length < HEADER_BYTES || !object.subarray(0, MAGIC.length).equals(MAGIC) || object[MAGIC.length] !== KINDS[kind]) {
    throw new BackupFault('malformed', `${name} is not of the kind ${kind}`);
  }
  const key = keys.objectKey(object.subarray(HEADER_BYTES - KEY_BYTES, HEADER_BYTES));
  const compressed = openBytes(key, 0, binding(keys, kind, name), object.subarray(HEADER_BYTES));
  if (!compressed) throw new BackupFault('unreadable', `${name} does not open: it was changed, or is of another repository`);
  return decompress(compressed);
}

const binding = ({ repository }: RepositoryKeys, kind: Kind, name: string): string[] =>
  ['parley backup object v1', repository.environment, repository.id, kind, originalName(name)];
