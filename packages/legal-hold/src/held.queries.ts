/**
 * Deletions of an app share its row, and whoever places a hold wants it for himself: so of the two one sees what the other
 * has done. Posts and new rows, whose foreign keys lock the id alone, wait for neither.
 */
export const SHARE_APP = {
  name: 'legal-hold-share-app',
  text: "select current_setting('parley.hidden', true) as hidden, set_config('parley.hidden', 'seen', true) from apps where id = $1 for share",
};

/** Rows that wait for their erasure can be held and reached too: SHARE_APP shows them to FIND_HOLD, and this hides them again as they were. */
export const HIDE_AGAIN = { name: 'legal-hold-hide-again', text: "select set_config('parley.hidden', $1, true)" };

/** The counterpart, for who places a hold. Answers an app that is deleted, too, as long as it has its row. */
export const LOCK_APP = { name: 'legal-hold-lock-app', text: 'select id from apps where id = $1 for no key update' };

/**
 * What the first hold in force is on that reaches what is to be deleted: the app whole (`$2`), users (`$3`), conversations
 * (`$4`). A hold on a user reaches the conversations that he takes part in, has left since, wrote in or has as his default;
 * a hold on a conversation reaches its users likewise. The subselects run only where such a hold is there.
 */
export const FIND_HOLD = {
  name: 'legal-hold-find',
  text: `
    select h.target_type as type from legal_holds h
    where h.app_id = $1 and h.lifted_at is null and ($2 or case h.target_type
      when 'app' then true
      when 'user' then h.target_id = any($3) or cardinality($4::text[]) > 0 and (
        h.target_id in (select user_id from participants where app_id = $1 and conversation_id = any($4))
        or h.target_id in (select default_of from conversations where app_id = $1 and id = any($4) and default_of is not null)
        or exists (select from legal_hold_reach r where r.app_id = $1 and r.hold_id = h.id and r.type = 'conversation' and r.id = any($4))
        or h.target_id in (select author_user_id from messages where app_id = $1 and conversation_id = any($4) and author_user_id is not null))
      else h.target_id = any($4) or cardinality($3::text[]) > 0 and (
        h.target_id in (select conversation_id from participants where app_id = $1 and user_id = any($3))
        or h.target_id in (select id from conversations where app_id = $1 and default_of = any($3))
        or exists (select from legal_hold_reach r where r.app_id = $1 and r.hold_id = h.id and r.type = 'user' and r.id = any($3)))
      end)
    order by h.id limit 1`,
};
