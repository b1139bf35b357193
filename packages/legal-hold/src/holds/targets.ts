import type { LegalHoldTarget } from '@parley/contracts';
import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LOCK_APP } from '../held.queries.js';
import { targetNotFound } from '../legal-hold.errors.js';

/** Locked like an event of it would lock it: nobody writes in it or leaves while a hold is placed, and its deletion waits. */
const LOCK_CONVERSATION = 'select id from conversations where app_id = $1 and id = $2 for no key update';
/** Also those that are hidden, to the end of the transaction. */
const SEE_HIDDEN = "select set_config('parley.hidden', 'seen', true)";
/** An erasure of it, alone or with its user or app, that has passed the point from which there is no way back. */
const FIND_DESTRUCTION = `
  select from erasures where app_id = $1 and state = 'destroying' and kind <> 'personal_information'
    and (kind = 'app' or subjects @> jsonb_build_array(jsonb_build_object('subject', $2::text)))`;
const FIND_USER = 'select id from users where app_id = $1 and id = $2';

/**
 * Keeps deletions out of the app until the transaction ends, and makes sure that what is to be held is there then, hidden or
 * not, and that its keys are not being destroyed: such a hold would promise what nobody can keep. A conversation is locked before the app, as deletions do. Raises app_not_found, user_not_found, conversation_not_found.
 */
export async function lockTarget(tx: Sql, appId: AppId, { type, id }: LegalHoldTarget): Promise<void> {
  await tx.query(SEE_HIDDEN);
  const found = async (query: string): Promise<boolean> => isId(id) && (await tx.query(query, [appId, id])).length > 0;
  const conversation = type === 'conversation' && (await found(LOCK_CONVERSATION));
  const app = (await tx.query(LOCK_APP, [appId])).length > 0;
  const there = { app: app && id === appId, user: type === 'user' && (await found(FIND_USER)), conversation };
  if (!there[type] || (await tx.query(FIND_DESTRUCTION, [appId, `${type}:${id}`])).length > 0) throw targetNotFound(type);
}
