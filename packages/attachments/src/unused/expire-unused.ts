import { PARLEY, recordAct } from '@parley/audit-log';
import { asAccountId, asAppId, type AppId } from '@parley/kernel';
import { isHeld } from '@parley/legal-hold';
import type { Database, Sql } from '@parley/persistence';

/** How long a file that is for a message waits for it. */
const UNUSED = "interval '24 hours'";
/** Attachments that one transaction locks at most. */
const LIMIT = 100;

const APPS = 'select id from apps where deleted_at is null order by random()';

/** Who has one locked is just posting it. `$2`: those before it were looked at. */
const LOCK_UNUSED = {
  name: 'attachments-unused',
  text: `
    select id, conversation_id, created_at::text as since from attachments
    where app_id = $1 and for_message and message_id is null and created_at < now() - ${UNUSED} and (created_at, id) > ($2::timestamptz, $3::text)
    order by created_at, id limit ${LIMIT} for update skip locked`,
};
const DELETE = { name: 'attachments-delete-unused', text: 'delete from attachments where app_id = $1 and id = any($2)' };
const ACCOUNT = { name: 'attachments-account', text: 'select account_id from apps where id = $1' };

interface Unused extends Record<string, unknown> {
  readonly id: string;
  readonly conversation_id: string | null;
  readonly since: string;
}

/** Apps that may have attachments. */
export const appsWithAttachments = async (db: Database): Promise<AppId[]> => (await db.system().query<{ id: string }>(APPS)).map(({ id }) => asAppId(id));

/**
 * Deletes what was uploaded for a message, more than a day ago, and is shown by none; its files are on the list of removals then. What a legal hold
 * reaches stays. Answers how many are gone. May be killed at any moment, and run beside posts: one that shows an attachment first keeps it.
 */
export async function expireUnused(db: Database, appId: AppId, signal?: AbortSignal): Promise<number> {
  let [gone, after] = [0, { since: '-infinity', id: '' }];
  while (signal?.aborted !== true) {
    const step = await db.app(appId).transaction((tx) => expireSome(tx, appId, after));
    gone += step.gone;
    if (step.last === undefined) break;
    after = step.last;
  }
  return gone;
}

async function expireSome(tx: Sql, appId: AppId, after: { readonly since: string; readonly id: string }): Promise<{ gone: number; last?: Unused }> {
  const unused = await tx.query<Unused>(LOCK_UNUSED, [appId, after.since, after.id]);
  const last = unused.length === LIMIT ? unused.at(-1) : undefined;
  if (unused.length === 0 || (await isHeld(tx, appId, []))) return { gone: 0 };
  const held = new Set<string>();
  for (const id of new Set(unused.flatMap(({ conversation_id: id }) => id ?? []))) if (await isHeld(tx, appId, [{ type: 'conversation', id }])) held.add(id);
  const attachmentIds = unused.filter(({ conversation_id: id }) => id === null || !held.has(id)).map(({ id }) => id);
  if (attachmentIds.length > 0) {
    await tx.query(DELETE, [appId, attachmentIds]);
    const [app] = await tx.query<{ account_id: string }>(ACCOUNT, [appId]);
    await recordAct(tx, { ...PARLEY, appId, ...(app && { accountId: asAccountId(app.account_id) }) }, { action: 'app:expireAttachments', target: { type: 'app', id: appId }, details: { attachmentIds } });
  }
  return { gone: attachmentIds.length, ...(last && { last }) };
}
