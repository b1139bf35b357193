import type { Item, Keyring } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { animalName } from './animal-names.js';
import type { Profile, User } from './user.js';
import { detailsOfUser, nameOfUser, type UserDetails, type UserRow } from './user.row.js';

/** A user without what is sealed of him, as the skeletons of events show one (openapi.yaml, schema `user`). */
export const userSkeleton = (row: UserRow): User => toUser(row, {});

/** Users as the API shows them, by their ids. Who cannot be read is left out. Raises `service_unavailable`. */
export async function openUsers(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly UserRow[]): Promise<Map<string, User>> {
  const opened = await keyring.open(sql, rows.flatMap(({ id, sealed_details: cell }) => (cell ? [{ ...owner(appId, id), place: detailsOfUser(id), cell }] : [])));
  let next = 0;
  return new Map(rows.flatMap((row) => {
    const details = row.sealed_details ? opened[next++] : { ok: true as const, value: {} };
    return details?.ok ? [[row.id, toUser(row, details.value as UserDetails)] as const] : [];
  }));
}

/** One user. Raises CryptoFault where he cannot be read. */
export async function openUser(keyring: Keyring, sql: Sql, appId: AppId, row: UserRow): Promise<User> {
  const { id, sealed_details: cell } = row;
  return toUser(row, cell ? ((await keyring.openOne(sql, { ...owner(appId, id), place: detailsOfUser(id), cell })) as UserDetails) : {});
}

/** What is to be sealed of a user: his details, his name, and, where he has none, the animal's that he may get (`nameToKeep`). */
export function userItems(id: string, details: UserDetails): Item[] {
  const displayName = nameOf(details.profile);
  const known = Object.values(details).some((value) => value !== undefined && Object.keys(value as object).length > 0);
  return [
    { place: detailsOfUser(id), value: known ? details : undefined },
    { place: nameOfUser(id), value: displayName === '' ? undefined : { displayName } },
    { place: nameOfUser(id), value: displayName === '' ? { displayName: animalName(id) } : undefined },
  ];
}

/** Whose key it is. */
export const owner = (appId: AppId, userId: string) => ({ tenant: appId, subject: `user:${userId}` as const });

/** What a reader is shown unless a message says another name (semantics §5). */
const nameOf = (profile: Profile | undefined): string => [profile?.givenName, profile?.surname].filter(Boolean).join(' ');

const toUser = (row: UserRow, { externalId, profile, metadata, identities }: UserDetails): User => ({
  id: row.id,
  ...(externalId !== undefined && { externalId }),
  ...(row.brand_id !== null && { brandId: row.brand_id }),
  authenticated: row.authenticated,
  signedUpAt: timestamp(row.signed_up_at),
  ...(row.to_be_retained !== null && { toBeRetained: row.to_be_retained }),
  profile: profile ?? {},
  metadata: metadata ?? {},
  identities: identities ?? [],
});
