import { MESSAGE_LIMIT } from '../conversations.errors.js';
import { conversationSkeletonJson } from '../conversations/conversation.row.js';
import { timestampJson } from '../json.sql.js';
import { activeAfterActivity, BOARD, eventControl, withheldFrom } from '../switchboard/control.sql.js';
import { userSkeletonJson } from '../users/user.row.js';
import { addressed } from '../users/users.queries.js';
import { queueForChannel } from './message-queue.sql.js';

/**
 * The statements that post a message: one round trip, no transaction around it. Step by step:
 * `board` says whether the app has a switchboard; `head` locks the conversation's row, counts, gives the message its place and,
 * where nobody is in control, control to the default; `posted` stores the message; `event`
 * puts it into the outbox. Both read from `head`, so they happen under its lock: ids, positions and commits have one order.
 * What is sealed is copied as it is: the event quotes cells of the conversation, the author and the message.
 *
 * $1 app, $2 conversation, $3 id prefix of the clock, $4 time of the clock, $5 end of the id, $6 sealed body, $7 event id,
 * $8 sealed channel; for the business's message also $9 the integration of its destination and $10 its type; for a user's message also $9 user id, $10 blind index of the external id, $11 brand, and of one that came by a channel
 * $12 what the event shows of its source and of what it quotes, $13 where cells go in that, $14 the cells, $15 the integration, $16 the client, $17 indexes and $18 cells of what the channel calls it.
 */
const head = (condition: string): string => `${BOARD},
  head as (
    update conversations c set
      message_count = message_count + 1,
      message_total = message_total + 1,
      -- a clock that stepped back, here or at another process, must not order a message before its predecessors
      last_message_prefix = greatest($3::bigint, last_message_prefix + 1),
      last_updated_at = greatest($4::timestamptz, last_updated_at),
      active_switchboard_integration_id = ${activeAfterActivity('c')}
    where app_id = $1 and id = $2 and message_count < ${MESSAGE_LIMIT} ${condition}
    returning c.id, c.type, c.sealed_metadata, c.active_switchboard_integration_id, c.pending_switchboard_integration_id, message_total as ordinal, last_updated_at as received,
      lpad(to_hex(last_message_prefix), 14, '0') || $5 as message_id)`;

const STORE = 'insert into messages (app_id, conversation_id, id, ordinal, received, author_type, author_user_id, author_name, sealed_body, sealed_channel)';
const APPEND = 'insert into outbox_events (id, app_id, type, order_key, created_at, payload, cell_references, cells, withheld_from)';

/** The skeleton of conversation:message: `conversation`, its message's id and time in scope, who spoke as `author`, and what the message shows `besides`. */
export const eventSkeleton = (conversation: string, author: string, besides = ''): string => `jsonb_build_object(
      'conversation', ${conversationSkeletonJson(conversation)} || coalesce(${eventControl(conversation)}, '{}'),
      'message', jsonb_build_object('id', message_id, 'received', ${timestampJson('received')}, 'author', ${author})${besides})`;

/** A user who spoke, in the skeleton. */
export const speaker = (id: string, user: string): string => `jsonb_build_object('type', 'user', 'userId', ${id}, 'user', ${user})`;

/** What of the conversation and the message the event quotes; in the order of the cells. */
export const quoted = (conversation: string, suffix: string): string => `
      jsonb_build_array(
        jsonb_build_array('conversation', 'conversation:' || ${conversation}, 'conversations', ${conversation}, 'sealed_metadata'),
        jsonb_build_array('message', 'conversation:' || ${conversation}, 'messages', ${conversation} || '/' || ${suffix}, 'sealed_body'))`;

/** And of who spoke. Goes first: the message may show him under another name. */
export const quotedAuthor = (user: string): string => `
      jsonb_build_array(
        jsonb_build_array('message.author.user', 'user:' || ${user}, 'users', ${user}, 'sealed_details'),
        jsonb_build_array('message.author', 'user:' || ${user}, 'users', ${user}, 'sealed_name'))`;

/** Why nothing was posted; looked up only then. */
const REASON = 'case when head.id is null then (select message_count from conversations where app_id = $1 and id = $2) end as messages_before';

export const POST_AS_BUSINESS = {
  name: 'message-post-business',
  text: `
    with ${head('')},
    posted as (
      ${STORE} select $1, head.id, message_id, ordinal, received, 'business', null, null, $6::bytea, $8::bytea from head),
    event as (
      ${APPEND} select $7, $1, 'conversation:message', head.id, received, ${eventSkeleton('head', `'{"type": "business"}'::jsonb`)},
        ${quoted('head.id', '$5')}, array[head.sealed_metadata, $6::bytea], ${withheldFrom('head')} from head),
    ${queueForChannel('(select *, $9::text as to_integration, $10::text as to_type from head)', '1')}
    select message_id as id, received, ${REASON}
    from (values (1)) always left join head on true`,
};

/** Who speaks, user `u`, as events show him and as the message shows him. */
export const authorColumns = `u.id, ${userSkeletonJson('u')} as shown, u.sealed_details, u.sealed_name`;

/** Whether he may, and the number of removals by which the statement's snapshot knows that. */
const MEMBERSHIP = `
      exists (select from participants p where p.app_id = $1 and p.conversation_id = $2 and p.user_id = u.id) as takes_part,
      (select members_version from conversations where app_id = $1 and id = $2) as members_version`;

/** What is more of a message that came by a channel: its event shows its source and what it quotes, and what the channel calls it is kept (receipts/channel-messages.ts). */
interface ByChannel {
  readonly shown: string;
  readonly references: string;
  readonly cells: string;
  readonly kept: string;
}

const postAsUser = (name: string, { shown, references, cells, kept }: ByChannel) => ({
  name,
  text: `
    with author as (${addressed(`${authorColumns}, ${MEMBERSHIP}`, '', ['$9', '$10', '$11'])}),
    ${head('and exists (select from author where takes_part and author.members_version = c.members_version)')},
    posted as (
      ${STORE} select $1, head.id, message_id, ordinal, received, 'user', author.id, author.sealed_name, $6::bytea, $8::bytea from head, author),
    event as (
      ${APPEND} select $7, $1, 'conversation:message', head.id, received, ${eventSkeleton('head', speaker('author.id', 'author.shown'), shown)},
        ${quotedAuthor('author.id')} || ${quoted('head.id', '$5')}${references},
        array[author.sealed_details, author.sealed_name, head.sealed_metadata, $6::bytea]${cells}, ${withheldFrom('head')} from head, author),
    has_read as (
      update participants p set read_total = head.ordinal, deleted_unread = 0, last_read = head.received
      from head, author where p.app_id = $1 and p.conversation_id = head.id and p.user_id = author.id)${kept}
    select message_id as id, received, author.id as author_id, author.sealed_name as author_name, author.takes_part, ${REASON}
    from (values (1)) always left join head on true left join author on true`,
});

/**
 * His name is what the message shows unless the body says another (semantics §5). Posting also means having read.
 * Who was removed while this waited for the lock is not heard: then nothing is posted, and nothing said why.
 */
export const POST_AS_USER = postAsUser('message-post-user', { shown: '', references: '', cells: '', kept: '' });

/** The same of one that came by a channel. */
export const POST_FROM_CHANNEL = postAsUser('message-post-channel', {
  shown: ' || $12::jsonb', references: ' || $13::jsonb', cells: ' || $14::bytea[]',
  kept: `,
    kept as (
      insert into channel_messages (app_id, integration_id, conversation_id, message_id, client_id, external_index, sealed_external_id)
      select $1, $15, head.id, message_id, $16, called.external_index, called.cell
      from head, author, unnest($17::bytea[], $18::bytea[]) as called(external_index, cell)
      on conflict do nothing)`,
});
