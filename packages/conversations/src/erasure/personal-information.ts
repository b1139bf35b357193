import { CryptoFault, type Keyring } from '@parley/crypto-at-rest';
import type { ErasureTarget } from '@parley/erasure';
import { AppError, type AppId } from '@parley/kernel';
import { seeHidden, type Sql } from '@parley/persistence';
import { closeClients, forgetClients, restoreClients } from '../clients/client.personal-information.js';
import { nameToKeep } from '../users/animal-names.js';
import { clearPersonalInformation } from '../users/clear-personal-information.js';
import { listAddresses } from '../users/user.address.js';
import { openUser, owner, userItems } from '../users/user.mapper.js';
import { userColumns, type UserDetails, type UserRow } from '../users/user.row.js';

type Row = UserRow & { readonly former_details: Buffer | null; readonly [column: string]: unknown };

const LOCK = { name: 'personal-information-lock', text: `select ${userColumns('u')}, u.former_details from users u where u.app_id = $1 and u.id = $2 for update` };
const FORGET = {
  name: 'personal-information-forget',
  text: 'update users set former_details = null where app_id = $1 and id = $2 and former_details is not null returning 1',
};
const RESTORE = {
  name: 'personal-information-restore',
  text: `update users set sealed_details = $3, sealed_name = ${nameToKeep('$4', '$5')}, former_details = null, nameless_until = null where app_id = $1 and id = $2`,
};
const HIS_CELLS = {
  name: 'personal-information-cells',
  text: `
    select c.cell from users u cross join lateral (values (u.sealed_details), (u.sealed_name)) as c(cell) where u.app_id = $1 and u.id = $2 and c.cell is not null
    union all select sealed_details from clients where app_id = $1 and user_id = $2 and sealed_details is not null
    union all select sealed_details from devices where app_id = $1 and user_id = $2 and sealed_details is not null`,
};
const CLOSE = {
  name: 'personal-information-close',
  text: `
    with unlisted as (delete from user_addresses where app_id = $1 and user_id = $2)
    update users set sealed_details = null, sealed_name = null, former_details = null, nameless_until = now() where app_id = $1 and id = $2`,
};

/** How a user's personal information is erased: he stays, and what is his from now on is sealed under his new key. */
export const personalInformationErasure = (keyring: Keyring): ErasureTarget => ({
  kind: 'personal_information',

  purge: (db, { appId, targetId }) =>
    db.app(appId).transaction(async (tx) => {
      await seeHidden(tx);
      return (await tx.query(FORGET, [appId, targetId])).length + (await forgetClients(tx, appId, targetId));
    }),

  /** What was given since wins over what was before. */
  reveal: async (tx, { appId, targetId }) => {
    const row = await lock(tx, appId, targetId);
    if (!row?.former_details) throw new AppError('conflict', 'The personal information cannot be brought back: the user was deleted');
    const former = await openUser(keyring, tx, appId, { ...row, sealed_details: row.former_details });
    const now = await openUser(keyring, tx, appId, row);
    const details: UserDetails = {
      externalId: now.externalId, profile: { ...former.profile, ...now.profile }, metadata: { ...former.metadata, ...now.metadata },
      identities: now.identities.length > 0 ? now.identities : former.identities,
    };
    await tx.query(RESTORE, [appId, row.id, ...(await keyring.seal(tx, owner(appId, row.id), userItems(row.id, details)))]);
    await listAddresses(tx, keyring, appId, row.id, details.identities ?? []);
    await restoreClients(keyring, tx, appId, row.id);
  },

  /**
   * Where rows are from before the deletion and its keys are gone, nothing of his opens any more, not even what had been kept: he
   * stays by his ids alone. While the keys are there he is cleared as the deletion cleared him, so that it can still be taken back.
   */
  hideAgain: async (tx, { appId, targetId, subjects }) => {
    const row = await lock(tx, appId, targetId);
    if (!row) return;
    const through = subjects.find(({ subject }) => subject === owner(appId, targetId).subject)?.throughGeneration ?? 0;
    if (!(await opens(tx, keyring, appId, row))) await close(tx, keyring, appId, row);
    else if (await isOfBefore(tx, keyring, appId, row.id, through)) await clearPersonalInformation(keyring, tx, appId, row);
  },
});

/** Whether anything of his is sealed by a key that goes. */
async function isOfBefore(tx: Sql, keyring: Keyring, appId: AppId, userId: string, through: number): Promise<boolean> {
  for (const { cell } of await tx.query<{ cell: Buffer }>(HIS_CELLS, [appId, userId])) {
    const generation = await keyring.generationOf(tx, owner(appId, userId), cell);
    if (generation !== undefined && generation <= through) return true;
  }
  return false;
}

async function lock(tx: Sql, appId: AppId, userId: string): Promise<Row | undefined> {
  await seeHidden(tx);
  const [row] = await tx.query<Row>(LOCK, [appId, userId]);
  return row;
}

async function opens(tx: Sql, keyring: Keyring, appId: AppId, row: UserRow): Promise<boolean> {
  try {
    await openUser(keyring, tx, appId, row);
    return true;
  } catch (error) {
    if (error instanceof CryptoFault) return false;
    throw error;
  }
}

async function close(tx: Sql, keyring: Keyring, appId: AppId, row: UserRow): Promise<void> {
  await keyring.renew(tx, owner(appId, row.id));
  await tx.query(CLOSE, [appId, row.id]);
  await closeClients(tx, appId, row.id);
}
