import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';

/** `$2` the user, `$3` the conversation. */
const KEEP_REACH = {
  name: 'legal-hold-keep-reach',
  text: `
    insert into legal_hold_reach (app_id, hold_id, type, id)
    select app_id, id, case target_type when 'user' then 'conversation' else 'user' end, case target_type when 'user' then $3 else $2 end
    from legal_holds
    where app_id = $1 and lifted_at is null and (target_type = 'user' and target_id = $2 or target_type = 'conversation' and target_id = $3)
    on conflict do nothing`,
};

/**
 * Keeps what holds reach when a user leaves a conversation: else it would be out of their reach, with what he was told in
 * it. In the transaction that removes him, under the conversation's lock.
 */
export async function keepReach(tx: Sql, appId: AppId, { userId, conversationId }: { readonly userId: string; readonly conversationId: string }): Promise<void> {
  await tx.query(KEEP_REACH, [appId, userId, conversationId]);
}

/** Who wrote in a conversation and takes part no more; `$2` the hold, `$3` the conversation, whose lock the caller holds. */
export const REACH_AUTHORS = `
  insert into legal_hold_reach (app_id, hold_id, type, id)
  select distinct $1, $2, 'user', author_user_id from messages where app_id = $1 and conversation_id = $3 and author_user_id is not null`;
