import type { Erasure } from '@parley/erasure';
import type { AppId } from '@parley/kernel';
import { seeHidden, type Database, type Sql } from '@parley/persistence';
import { emptyInbox } from './inbox.js';

/** Messages of a conversation that this erasure hides. */
const MESSAGES = {
  name: 'erasure-purge-messages',
  text: `
    delete from messages where ctid = any(array(
      select m.ctid from conversations c join messages m on m.app_id = c.app_id and m.conversation_id = c.id
      where c.app_id = $1 and c.id = $2 and c.hidden_by = $3 limit $4))
    returning 1`,
};

/** Takes its participants along; its messages are gone. */
const CONVERSATION = { name: 'erasure-purge-conversation', text: 'delete from conversations where app_id = $1 and id = $2 and hidden_by = $3 returning 1' };
const NEXT_CONVERSATION = {
  name: 'erasure-next-conversation',
  text: 'select id from conversations where app_id = $1 and id = any($3) and hidden_by = $2 order by id limit 1',
};
/** Takes his clients and his part in groups along. */
const USER = { name: 'erasure-purge-user', text: 'delete from users where app_id = $1 and id = $2 and hidden_by = $3 returning 1' };

/** Removes at most `limit` rows of a conversation that an erasure hides, and answers how many: fewer only when none is left. */
export const purgeConversation = (db: Database, appId: AppId, conversationId: string, erasureId: string, limit: number): Promise<number> =>
  db.app(appId).transaction(async (tx) => {
    await seeHidden(tx);
    return purgeOne(tx, appId, conversationId, erasureId, limit);
  });

/** The same for a user, his personal conversations, and what his channels told and nobody applied. */
export async function purgeUser(db: Database, erasure: Erasure, limit: number): Promise<number> {
  const { appId, targetId: userId, id: erasureId } = erasure;
  for (let removed = await db.app(appId).transaction((tx) => emptyInbox(tx, appId, erasureId, limit)); ; ) {
    if (removed >= limit) return removed;
    const some = await db.app(appId).transaction(async (tx) => {
      await seeHidden(tx);
      const [next] = await tx.query<{ id: string }>(NEXT_CONVERSATION, [appId, erasureId, conversationsIn(erasure)]);
      return next ? purgeOne(tx, appId, next.id, erasureId, limit - removed) : 0;
    });
    removed += some;
    if (some === 0) return removed + (await purgeAlone(db, appId, userId, erasureId));
  }
}

/** The conversations whose keys go with an erasure. */
export const conversationsIn = ({ subjects }: Erasure): string[] =>
  subjects.flatMap(({ subject }) => (subject.startsWith('conversation:') ? [subject.slice('conversation:'.length)] : []));

/** The caller sees what is hidden. */
async function purgeOne(tx: Sql, appId: AppId, conversationId: string, erasureId: string, limit: number): Promise<number> {
  const messages = await tx.query(MESSAGES, [appId, conversationId, erasureId, limit]);
  if (messages.length >= limit) return messages.length;
  return messages.length + (await tx.query(CONVERSATION, [appId, conversationId, erasureId])).length;
}

const purgeAlone = (db: Database, appId: AppId, userId: string, erasureId: string): Promise<number> =>
  db.app(appId).transaction(async (tx) => {
    await seeHidden(tx);
    return (await tx.query(USER, [appId, userId, erasureId])).length;
  });
