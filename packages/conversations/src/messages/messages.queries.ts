/** Nobody's name is shown who was deleted, nor one from before his personal information was deleted. */
const SHOWN_NAME = `(
    select m.author_name from users u
    where u.app_id = m.app_id and u.id = m.author_user_id and (u.nameless_until is null or u.nameless_until < m.received))`;

export const LIST_MESSAGES = `
  select m.id, m.received, m.author_type, m.author_user_id, m.sealed_body, ${SHOWN_NAME} as author_name from messages m where m.app_id = $1 and m.conversation_id = $2`;

/** What a vendor's id names within a conversation. $1 app · $2 conversation · $3 integration · $4 index */
export const FIND_QUOTED = {
  name: 'messages-find-quoted',
  text: `${LIST_MESSAGES}
    and m.id in (select c.message_id from channel_messages c where c.app_id = $1 and c.conversation_id = $2 and c.integration_id = $3 and c.external_index = $4) limit 1`,
};

/** Messages of a conversation by their ids. $3 ids */
export const QUOTED_MESSAGES = { name: 'messages-quoted', text: `${LIST_MESSAGES} and m.id = any($3)` };

/** Answers the ordinal, by which participants know whether they had read it. The caller holds the conversation's lock. */
export const DELETE_MESSAGE = {
  name: 'message-delete',
  text: `
    with deleted as (
      delete from messages where app_id = $1 and conversation_id = $2 and id = $3 returning ordinal),
    counted as (
      update conversations set message_count = message_count - 1 where app_id = $1 and id = $2 and exists (select from deleted)),
    unread as (
      update participants p set deleted_unread = deleted_unread + 1
      from deleted where p.app_id = $1 and p.conversation_id = $2 and p.read_total < deleted.ordinal)
    select 1 as deleted from deleted`,
};

/** All messages of conversations (`$2`), whose locks the caller holds: nothing is left to be read. Answers how many there were. */
export const DELETE_ALL_MESSAGES = {
  name: 'messages-delete-all',
  text: `
    with deleted as (delete from messages where app_id = $1 and conversation_id = any($2) returning 1),
    counted as (update conversations set message_count = 0, retained_from = now() where app_id = $1 and id = any($2)),
    read as (
      update participants p set read_total = c.message_total, deleted_unread = 0
      from conversations c where c.app_id = $1 and c.id = any($2) and p.app_id = $1 and p.conversation_id = c.id)
    select count(*)::int as messages from deleted`,
};

/** What a channel told with a message of a person. $1 app · $2 conversation · $3 message */
export const FIND_HEARD = {
  name: 'message-heard',
  text: "select case when author_type = 'user' then sealed_channel end as sealed_channel from messages where app_id = $1 and conversation_id = $2 and id = $3",
};
