import { PARLEY, recordAct } from '@parley/audit-log';
import { asAccountId, asAppId, type AppId } from '@parley/kernel';
import { isHeld } from '@parley/legal-hold';
import type { Database, Sql } from '@parley/persistence';
import { DELETE_ALL_MESSAGES } from '../messages/messages.queries.js';
import { APPS_WITH_RETENTION, LOCK_EXPIRED, LOOK_AGAIN, LOOK_LATER, RETENTION } from './retention.queries.js';

/** Conversations that one statement looks at and leaves. */
const LOOKS = 1000;

/** What a step has done. */
export interface Expiry {
  /** How many messages are gone. */
  readonly messages: number;
  /** Whether another step may find more at once. */
  readonly more: boolean;
}

const NOTHING: Expiry = { messages: 0, more: false };

/** The apps whose messages expire (openapi.yaml, conversationRetentionSeconds). */
export const appsWithRetention = async (db: Database): Promise<AppId[]> =>
  (await db.system().query<{ id: string }>(APPS_WITH_RETENTION)).map(({ id }) => asAppId(id));

/**
 * Deletes messages, with the attachments that are tied to them, of some conversations of an app in which nobody has written
 * for `conversationRetentionSeconds`; all of a conversation's or none. Emits nothing, as DeleteAllMessages. What a legal hold
 * reaches stays, and is looked at again after ten minutes. Repeated until there is no more; may be killed at any moment.
 */
export async function expireMessages(db: Database, appId: AppId): Promise<Expiry> {
  const [kept] = await db.app(appId).query<Retention>(RETENTION, [appId]);
  if (!kept) return NOTHING;
  const later = await db.app(appId).query(LOOK_LATER, [appId, kept.seconds, LOOKS]);
  if (later.length >= LOOKS) return { messages: 0, more: true };
  return db.app(appId).transaction((tx) => expireSome(tx, appId, kept));
}

interface Retention extends Record<string, unknown> {
  readonly account_id: string;
  readonly seconds: number;
}

async function expireSome(tx: Sql, appId: AppId, { account_id: accountId, seconds }: Retention): Promise<Expiry> {
  const expired = (await tx.query<{ id: string }>(LOCK_EXPIRED, [appId, seconds])).map(({ id }) => id);
  if (expired.length === 0 || (await isHeld(tx, appId, []))) return NOTHING;
  // Asking for holds has locked the app's row: from here on nobody changes its settings. Who did it before is obeyed.
  if ((await tx.query<Retention>(RETENTION, [appId]))[0]?.seconds !== seconds) return { messages: 0, more: true };
  const held = await heldAmong(tx, appId, expired);
  if (held.length > 0) await tx.query(LOOK_AGAIN, [appId, seconds, held]);
  const conversationIds = expired.filter((id) => !held.includes(id));
  if (conversationIds.length === 0) return { messages: 0, more: true };
  const [deleted] = await tx.query<{ messages: number }>(DELETE_ALL_MESSAGES, [appId, conversationIds]);
  const messages = deleted?.messages ?? 0;
  await recordAct(tx, { ...PARLEY, accountId: asAccountId(accountId), appId }, {
    action: 'app:expireMessages', target: { type: 'app', id: appId }, details: { conversationRetentionSeconds: seconds, conversationIds, messages },
  });
  return { messages, more: true };
}

/** Asked for all at once: as a rule nobody is held. */
async function heldAmong(tx: Sql, appId: AppId, ids: readonly string[]): Promise<string[]> {
  const doomed = ids.map((id) => ({ type: 'conversation' as const, id }));
  if (!(await isHeld(tx, appId, doomed))) return [];
  const held: string[] = [];
  for (const one of doomed) if (await isHeld(tx, appId, [one])) held.push(one.id);
  return held;
}
