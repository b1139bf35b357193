import type { Identity } from '@parley/contracts';
import type { Keyring, SealingStep } from '@parley/crypto-at-rest';
import { asAppId, type AppId, type Metadata } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { nameToKeep } from '../users/animal-names.js';
import { externalIdIndex, listAddresses } from '../users/user.address.js';
import { userItems } from '../users/user.mapper.js';
import type { Profile } from '../users/user.js';

interface PlainUser {
  readonly id: string;
  readonly external_id: string | null;
  readonly profile: Profile;
  readonly metadata: Metadata;
  readonly identities: Identity[] | null;
}

/** Users without a key are of the version before. */
const FIND = `
  select u.id, u.external_id, u.profile, u.metadata, (
    select json_agg(json_build_object('type', i.type, 'value', i.value, 'verification', i.verification) order by i.type, i.value)
    from user_identities i where i.app_id = u.app_id and i.user_id = u.id) as identities
  from users u
  where u.app_id = $1 and not exists (select from data_keys k where k.tenant_id = $1 and k.subject = 'user:' || u.id)
  limit $2 for update`;

const WRITE = `
  update users set sealed_details = $3, sealed_name = ${nameToKeep('$4', '$5')}, external_id_index = $6,
    external_id = null, external_id_hash = null, profile = '{}', metadata = '{}'
  where app_id = $1 and id = $2`;

/** Seals profiles, external ids, metadata and identities. */
export const SEAL_USERS: SealingStep = {
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const appId = asAppId(tenant);
    const rows = await tx.query<PlainUser & Record<string, unknown>>(FIND, [appId, limit]);
    const entries = rows.map(({ id, external_id: externalId, profile, metadata, identities }) => ({
      subject: `user:${id}` as const,
      items: userItems(id, { externalId: externalId ?? undefined, profile, metadata, identities: identities ?? undefined }),
    }));
    const cells = rows.length > 0 ? await keyring.create(tx, appId, entries) : [];
    for (const [nth, row] of rows.entries()) await write(tx, keyring, appId, row, cells[nth] ?? []);
    return rows.length;
  },
};

async function write(tx: Sql, keyring: Keyring, appId: AppId, { id, external_id: externalId, identities }: PlainUser, cells: (Buffer | null)[]): Promise<void> {
  await tx.query(WRITE, [appId, id, ...cells, externalId === null ? null : await externalIdIndex(keyring, tx, appId, externalId)]);
  await listAddresses(tx, keyring, appId, id, identities ?? []);
}
