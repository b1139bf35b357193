import { randomBytes } from 'node:crypto';
import { newId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { checkValueOf } from '../check-value.js';
import { leastRecipients, tooFew } from '../recipients.js';
import type { RootKeyAccess } from '../root-key-access.js';
import { RootKeyError } from '../root-key-error.js';
import { insertRootKey, lockRootKeys, putRecipient, rootKeyRows, type RootKeyRow } from '../root-keys.queries.js';
import { wrapForRecipients } from './wrap-for-recipients.js';

/** Writes a step down in the transaction that takes it. */
export type Record = (tx: Sql, step: { readonly step: 'begin' | 'end' | 'destroy'; readonly rootKeyId: string; readonly details: { readonly [name: string]: string[] } }) => Promise<unknown>;

/**
 * Makes the next root key, wrapped for whoever opens the present one, and with that the current one; unless a rotation was
 * begun before, which is then gone on with. Answers whether one was begun. Raises RootKeyError: then nothing has changed.
 */
export async function beginRotation(sql: ScopedSql, access: RootKeyAccess, record: Record): Promise<boolean> {
  const [row, ...others] = await rootKeyRows(sql);
  if (!row) throw new RootKeyError('root_key_missing', 'The database has no root key');
  if (others.length > 0) return false;
  if (row.recipients.length < leastRecipients(access.environment)) throw tooFew();
  const next = { id: newId(), key: randomBytes(32) };
  try {
    const wrapped = await wrapForRecipients(row, next, access);
    const checkValue = checkValueOf(next.key, next.id);
    return await sql.transaction(async (tx) => {
      await lockRootKeys(tx);
      const now = await rootKeyRows(tx);
      if (now.length > 1) return false;
      // Somebody added a recipient, or took one away, who would have been forgotten.
      if (namesOf(now) !== namesOf([row])) throw new RootKeyError('root_key_foreign', 'Who opens the root key was changed meanwhile: run the command again');
      await insertRootKey(tx, next.id, checkValue);
      for (const recipient of wrapped) await putRecipient(tx, next.id, recipient);
      await record(tx, { step: 'begin', rootKeyId: next.id, details: { replaces: [row.id], recipients: wrapped.map(({ provider }) => provider) } });
      return true;
    });
  } finally {
    next.key.fill(0);
  }
}

const namesOf = (rows: readonly RootKeyRow[]): string =>
  JSON.stringify(rows.map(({ id, recipients }) => [id, recipients.map(({ provider, recipient }) => JSON.stringify([provider, recipient])).toSorted()]));
