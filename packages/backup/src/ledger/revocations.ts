import { BackupFault } from '../backup-fault.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { openObject, sealObject } from '../format/sealed-object.js';
import { fullName } from './ledger-store.js';

export const REVOKED_PREFIX = 'revoked/';
const NAME = /^revoked\/[0-9a-f]{64}$/;

/** Whether an object of the ledger is a revocation by its name; what else lies beside them is nobody's. */
export const isRevocation = (name: string): boolean => NAME.test(name);

/** That an API key was deleted: an object of the ledger, whose name tells whose no more than its content does. */
export async function sealRevocation(keys: RepositoryKeys, keyId: string): Promise<{ readonly name: string; readonly object: Buffer }> {
  const name = `${REVOKED_PREFIX}${keys.hiddenName('revoked', keyId)}`;
  return { name, object: await sealObject(keys, 'revocation', fullName(name), Buffer.from(JSON.stringify({ id: keyId }))) };
}

/** The id of the API key. Raises BackupFault: `malformed`, or `unreadable` where nobody sealed it who had the repository's key. */
export async function openRevocation(keys: RepositoryKeys, name: string, object: Buffer): Promise<string> {
  const { id } = JSON.parse((await openObject(keys, 'revocation', fullName(name), object)).toString()) as { readonly id?: unknown };
  if (typeof id !== 'string') throw new BackupFault('malformed', `${fullName(name)} names no API key`);
  return id;
}
