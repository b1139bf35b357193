import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** Whose messages: without subjects all of an app. */
interface Whose {
  readonly appId: AppId;
  /** `user:<id>` and `conversation:<id>` */
  readonly subjects?: readonly string[];
  readonly before?: Date;
}

/**
 * Lanes are locked before their messages go, as by who works through them; he finds out at his next statement. $1 app · $2 users, or
 * null for all of the app · $3 conversations · $4 limit
 */
const DROP = {
  name: 'outbox-drop',
  text: `
    with doomed as materialized (
      select o.position, o.integration_id, o.conversation_id from channel_outbox o
      where o.app_id = $1 and ($2::text[] is null or o.conversation_id = any($3) or o.client_id in (select c.id from clients c where c.app_id = $1 and c.user_id = any($2)))
      limit $4),
    lanes as materialized (
      select l.integration_id from channel_outbox_lanes l
      where l.app_id = $1 and (l.integration_id, l.conversation_id) in (select integration_id, conversation_id from doomed)
      order by l.integration_id, l.conversation_id for no key update)
    delete from channel_outbox where app_id = $1 and position in (select position from doomed) and (select count(*) from lanes) >= 0 returning 1`,
};

/**
 * Drops at most `limit` messages that wait for a channel, by whom they are to or in whose conversation they stand, and answers how many:
 * fewer only when none is left. A user's personal information takes none: what he is to be told stays.
 */
export async function dropOutbox(tx: Sql, { appId, subjects, before }: Whose, limit: number): Promise<number> {
  if (before) return 0;
  const named = (kind: string) => (subjects ?? []).flatMap((subject) => (subject.startsWith(`${kind}:`) ? [subject.slice(kind.length + 1)] : []));
  return (await tx.query(DROP, [appId, subjects ? named('user') : null, named('conversation'), limit])).length;
}
