import type { Keyring } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { Keyrings } from '../sealing/keyrings.js';
import { together, type FlatApp } from './flat-app.js';

/** Users that are looked up in turn. */
export interface LookedUp {
  readonly ids: readonly string[];
  readonly byExternalId: readonly string[];
  readonly byIdentity: readonly string[];
}

const LIST = `insert into user_addresses (app_id, user_id, type, value_index) select $1, u.id, 'email', u.index from unnest($2::text[], $3::bytea[]) u(id, index)`;

/** Makes users with an external id and an e-mail address among their identities, the latter as a channel would. */
export async function lookedUp({ id, base, call, client }: FlatApp, keyrings: Keyrings, count: number): Promise<LookedUp> {
  const keyring = await keyrings.make();
  const names = Array.from({ length: count }, (_, turn) => `customer-${turn}`);
  const emailOf = (externalId: string): string => `${externalId}@example.org`;
  const users = await together(names, async (externalId) => {
    const { user } = await call<{ user: { id: string } }>('POST', `${base}/users`, { externalId, profile: { givenName: 'Ada' } });
    return { id: user.id, index: await indexOf(keyring, keyrings, id, emailOf(externalId)) };
  });
  const ids = users.map((user) => user.id);
  await client.query(LIST, [id, ids, users.map(({ index }) => index)]);
  return {
    ids,
    byExternalId: names.map((externalId) => `${base}/users/${externalId}`),
    byIdentity: names.map((externalId) => `${base}/users?filter[identities.email]=${encodeURIComponent(emailOf(externalId))}`),
  };
}

const indexOf = (keyring: Keyring, { database }: Keyrings, appId: string, email: string): Promise<Buffer> =>
  keyring.index(database.app(asAppId(appId)), asAppId(appId), 'email', email);
