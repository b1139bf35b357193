import type { LegalHoldTarget } from '@parley/contracts';
import { isId, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { LOCK_APP } from '../held.queries.js';
import { targetNotFound } from '../legal-hold.errors.js';

/** Locked like an event of it would lock it: nobody writes in it or leaves while a hold is placed, and its deletion waits. */
const LOCK_CONVERSATION = 'select id from conversations where app_id = $1 and id = $2 for no key update';
const FIND_USER = 'select id from users where app_id = $1 and id = $2';

/**
 * Keeps deletions out of the app until the transaction ends, and makes sure that what is to be held is there then. A
 * conversation is locked before the app, as deletions do. Raises app_not_found, user_not_found, conversation_not_found.
 */
export async function lockTarget(tx: Sql, appId: AppId, { type, id }: LegalHoldTarget): Promise<void> {
  const found = async (query: string): Promise<boolean> => isId(id) && (await tx.query(query, [appId, id])).length > 0;
  const conversation = type === 'conversation' && (await found(LOCK_CONVERSATION));
  const app = (await tx.query(LOCK_APP, [appId])).length > 0;
  const there = { app: app && id === appId, user: type === 'user' && (await found(FIND_USER)), conversation };
  if (!there[type]) throw targetNotFound(type);
}
