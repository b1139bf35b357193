import type { Keyring, Owner, Place, SealedItem } from '@parley/crypto-at-rest';
import { asAccountId, asAppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** Whose a key is: an app's (its integrations' keys too), or an account's. */
export interface KeyOfSomebody {
  readonly id: string;
  readonly account_id: string;
  readonly app_id: string | null;
}

/** The row of a key, as far as its secret goes. */
export type SealedSecret = KeyOfSomebody & { readonly sealed_secret: Buffer };

const ownerOf = ({ account_id, app_id }: KeyOfSomebody): Owner =>
  app_id === null ? { tenant: asAccountId(account_id), subject: `account:${account_id}` } : { tenant: asAppId(app_id), subject: `app:${app_id}` };

const placeOf = ({ id }: KeyOfSomebody): Place => ({ table: 'api_keys', row: id, column: 'sealed_secret' });

/** Where a key's secret is sealed, and under whose key. */
export const secretOf = (row: SealedSecret): SealedItem => ({ ...ownerOf(row), place: placeOf(row), cell: row.sealed_secret });

/** Seals a key's secret in the caller's transaction, which sees its owner's keys. */
export async function sealSecret(tx: Sql, keyring: Keyring, row: KeyOfSomebody, secret: string): Promise<Buffer> {
  const { tenant, subject } = ownerOf(row);
  const [cell] = await keyring.sealOwn(tx, tenant, subject, [{ place: placeOf(row), value: secret }]);
  if (!cell) throw new Error('A secret was not sealed');
  return cell;
}
