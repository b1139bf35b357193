import type { Identity } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** How a caller names a user: by id, or by external id within a brand (semantics §5). Exactly one of both. */
export interface UserAddress {
  readonly userId?: string;
  readonly userExternalId?: string;
  readonly brandId?: string | null;
}

/** The three values that `FIND_USER` and its kin take: id, blind index of the external id, brand. */
export type AddressValues = readonly [string | null, Buffer | null, string];

/** An external id as the database compares it: a blind index, 32 bytes whatever a caller wrote. */
export const externalIdIndex = (keyring: Keyring, sql: Sql, appId: AppId, externalId: string): Promise<Buffer> =>
  keyring.index(sql, appId, 'external_id', externalId);

/** An e-mail address among a user's identities, likewise. */
export const emailIndex = (keyring: Keyring, sql: Sql, appId: AppId, email: string): Promise<Buffer> => keyring.index(sql, appId, 'email', email);

const LIST_ADDRESS = { name: 'user-list-address', text: 'insert into user_addresses (app_id, user_id, type, value_index) values ($1, $2, $3, $4) on conflict do nothing' };

/** Has a user found by the addresses among his identities. */
export async function listAddresses(tx: Sql, keyring: Keyring, appId: AppId, userId: string, identities: readonly Identity[]): Promise<void> {
  for (const { type = '', value = '' } of identities) await tx.query(LIST_ADDRESS, [appId, userId, type, await keyring.index(tx, appId, type, value)]);
}

export async function addressValues(keyring: Keyring, sql: Sql, appId: AppId, { userId, userExternalId, brandId }: UserAddress): Promise<AddressValues> {
  return [
    isId(userId) ? userId : null,
    userExternalId === undefined ? null : await externalIdIndex(keyring, sql, appId, userExternalId),
    brandId?.replaceAll('\0', '') ?? '',
  ];
}

/** A path segment may be either; an external id that has the form of somebody's id loses to that id. */
export const addressOfPath = (userIdOrExternalId: string, brandId?: string): UserAddress =>
  ({ userId: userIdOrExternalId, userExternalId: userIdOrExternalId, brandId });
