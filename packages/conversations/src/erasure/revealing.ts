import type { Keyring } from '@parley/crypto-at-rest';
import type { Erasure } from '@parley/erasure';
import { AppError, type AppId } from '@parley/kernel';
import { seeHidden, type Sql } from '@parley/persistence';
import { revealInbox } from './inbox.js';
import { conversationsIn } from './purging.js';
import { listAccounts } from '../clients/client.address.js';
import { externalIdIndex, listAddresses } from '../users/user.address.js';
import { openUser } from '../users/user.mapper.js';
import { userColumns, type UserRow } from '../users/user.row.js';

/** A conversation whose user was deleted after it goes with him. */
const REVEAL_CONVERSATION = {
  name: 'conversation-reveal',
  text: `
    update conversations c set hidden_by = null where c.app_id = $1 and c.id = $2 and c.hidden_by = $3
      and (c.default_of is null or exists (select from users u where u.app_id = $1 and u.id = c.default_of and u.hidden_by is null))
      and (c.type <> 'personal' or not exists (
        select from participants p join users u on u.app_id = p.app_id and u.id = p.user_id
        where p.app_id = $1 and p.conversation_id = $2 and u.hidden_by is not null))
    returning c.id`,
};

/** Whose user was deleted meanwhile waits for that erasure from now on. */
const REVEAL_PARTICIPANTS = {
  name: 'participants-reveal',
  text: `
    update participants p set hidden_by = u.hidden_by from users u
    where p.app_id = $1 and p.conversation_id = $2 and p.hidden_by = $3 and u.app_id = p.app_id and u.id = p.user_id`,
};

const HIDDEN_USER = { name: 'user-hidden', text: `select ${userColumns('u')}, u.merged_into from users u where u.app_id = $1 and u.id = $2 and u.hidden_by = $3 for update` };

const TAKEN = {
  name: 'user-reveal-taken',
  text: `select from users where app_id = $1 and external_id_index = $2 and coalesce(brand_id, '') = coalesce($3, '')`,
};

const REVEAL_USER = { name: 'user-reveal', text: 'update users set hidden_by = null, external_id_index = $3 where app_id = $1 and id = $2' };

const HIS_CONVERSATIONS = { name: 'user-reveal-conversations', text: 'update conversations set hidden_by = null where app_id = $1 and id = any($3) and hidden_by = $2' };

/** Where a conversation was deleted meanwhile, his part in it waits for that erasure from now on. */
const HIS_PARTS = {
  name: 'user-reveal-participants',
  text: `
    update participants p set hidden_by = c.hidden_by from conversations c
    where p.app_id = $1 and (p.user_id = $3 or p.conversation_id = any($4)) and p.hidden_by = $2 and c.app_id = p.app_id and c.id = p.conversation_id`,
};

/** Shows a conversation again that an erasure hides. Raises `conflict` when its user was deleted since, `not_found`-like when it is gone. */
export async function revealConversation(tx: Sql, appId: AppId, conversationId: string, erasureId: string): Promise<void> {
  await seeHidden(tx);
  const [shown] = await tx.query(REVEAL_CONVERSATION, [appId, conversationId, erasureId]);
  if (!shown) throw new AppError('conflict', 'The conversation cannot be brought back: its user was deleted after it');
  await tx.query(REVEAL_PARTICIPANTS, [appId, conversationId, erasureId]);
}

/** Shows a user again, his personal conversations, that he takes part in groups, and has his channels' events wait again. Raises `conflict` when a new user has his external id. */
export async function revealUser(tx: Sql, keyring: Keyring, erasure: Erasure): Promise<void> {
  const { appId, targetId: userId, id: erasureId } = erasure;
  await seeHidden(tx);
  const [row] = await tx.query<UserRow & { readonly merged_into: string | null } & Record<string, unknown>>(HIDDEN_USER, [appId, userId, erasureId]);
  if (!row) throw new AppError('conflict', 'The user cannot be brought back: nothing of him waits for this erasure');
  if (row.merged_into !== null) throw new AppError('conflict', 'The user cannot be brought back: what he had is part of another user');
  const { externalId, identities } = await openUser(keyring, tx, appId, row);
  const index = externalId === undefined ? null : await externalIdIndex(keyring, tx, appId, externalId);
  if (index && (await tx.query(TAKEN, [appId, index, row.brand_id])).length > 0)
    throw new AppError('conflict', 'The user cannot be brought back: another user has the same externalId now');
  await revealInbox(tx, appId, erasureId);
  await tx.query(REVEAL_USER, [appId, userId, index]);
  await listAddresses(tx, keyring, appId, userId, identities);
  await listAccounts(tx, keyring, appId, userId);
  await tx.query(HIS_CONVERSATIONS, [appId, erasureId, conversationsIn(erasure)]);
  await tx.query(HIS_PARTS, [appId, erasureId, userId, conversationsIn(erasure)]);
}
