import type { Keyring } from '@parley/crypto-at-rest';
import { wallClock, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { readKept, sealKept } from '../clients/client.personal-information.js';
import { userNotFound } from '../conversations.errors.js';
import { nameToKeep } from './animal-names.js';
import { openUser, owner, userItems } from './user.mapper.js';
import type { User } from './user.js';
import { userColumns, type UserDetails, type UserRow } from './user.row.js';

type Row = UserRow & Record<string, unknown>;

/**
 * His details before are kept, sealed by the key that is to go, for the erasure to be cancelled. `nameless_until` is later
 * than all he has said: by the second in which a post that was under way may still come.
 */
const CLEAR = {
  name: 'user-clear-personal-information',
  text: `
    with unlisted as (delete from user_addresses where app_id = $1 and user_id = $2)
    update users u set sealed_details = $3, sealed_name = ${nameToKeep('$4', '$5')}, former_details = coalesce(u.former_details, u.sealed_details),
      nameless_until = interval '1 second' + greatest($6::timestamptz, (
        select max(c.last_updated_at) from participants p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id
        where p.app_id = $1 and p.user_id = $2))
    where u.app_id = $1 and u.id = $2
    returning ${userColumns('u')}`,
};

/**
 * Clears what is personal of a user whose lock the caller holds, and seals what is kept of him under a new key, whose
 * generation it answers: those before may go. Raises CryptoFault where he cannot be read, user_not_found.
 */
export async function clearPersonalInformation(keyring: Keyring, tx: Sql, appId: AppId, row: UserRow): Promise<{ readonly cleared: Row; readonly generation: number }> {
  const kept = userItems(row.id, keptOf(await openUser(keyring, tx, appId, row)));
  const clients = await readKept(keyring, tx, appId, row.id);
  const generation = await keyring.renew(tx, owner(appId, row.id));
  const cells = await keyring.seal(tx, owner(appId, row.id), kept);
  await sealKept(keyring, tx, appId, row.id, clients);
  const [cleared] = await tx.query<Row>(CLEAR, [appId, row.id, ...cells, new Date(wallClock())]);
  if (!cleared) throw userNotFound();
  return { cleared, generation };
}

/** What no deletion of personal information takes. */
const keptOf = ({ externalId, profile: { locale } }: User): UserDetails => ({ externalId, profile: locale === undefined ? {} : { locale } });
