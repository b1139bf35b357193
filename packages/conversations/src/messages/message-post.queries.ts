import { MESSAGE_LIMIT } from '../conversations.errors.js';
import { truncatedJson } from '../conversations/conversation.json.js';
import { timestampJson } from '../json.sql.js';
import { userJson } from '../users/user.json.js';
import { addressed } from '../users/users.queries.js';

/**
 * The statements that post a message: one round trip, no transaction around it. Step by step:
 * `head` locks the conversation's row, counts, and gives the message its place; `posted` stores the message; `event`
 * puts it into the outbox. Both read from `head`, so they happen under its lock: ids, positions and commits have one order.
 *
 * $1 app, $2 conversation, $3 id prefix of the clock, $4 time of the clock, $5 end of the id, $6 body, $7 event id;
 * for a user's message also $8 user id, $9 digest of the external id, $10 brand.
 */
const head = (condition: string): string => `
  head as (
    update conversations c set
      message_count = message_count + 1,
      message_total = message_total + 1,
      -- a clock that stepped back, here or at another process, must not order a message before its predecessors
      last_message_prefix = greatest($3::bigint, last_message_prefix + 1),
      last_updated_at = greatest($4::timestamptz, last_updated_at)
    where app_id = $1 and id = $2 and message_count < ${MESSAGE_LIMIT} ${condition}
    returning c.id, c.type, c.metadata, message_total as ordinal, last_updated_at as received,
      lpad(to_hex(last_message_prefix), 14, '0') || $5 as message_id)`;

const stored = (body: string, author: string, authorId: string, from: string): string => `
  posted as (
    insert into messages (app_id, conversation_id, id, ordinal, received, author_type, author_user_id, body)
    select $1, head.id, message_id, ordinal, received, '${author}', ${authorId}, ${body} from ${from}),
  event as (
    insert into outbox_events (id, app_id, type, order_key, created_at, payload)
    select $7, $1, 'conversation:message', head.id, received, ${payload(body, author, authorId)} from ${from})`;

const payload = (body: string, author: string, authorId: string): string =>
  eventPayload('head', body, `jsonb_build_object('type', '${author}'${author === 'user' ? `, 'userId', ${authorId}, 'user', author.shown` : ''})`);

/** What conversation:message carries: `conversation` and its message's id and time in scope, who spoke as `author`. */
export const eventPayload = (conversation: string, body: string, author: string): string => `jsonb_build_object(
      'conversation', ${truncatedJson(conversation)},
      'message', (${body} - 'channel') || jsonb_build_object(
        'id', message_id,
        'received', ${timestampJson('received')},
        'author', ${body} -> 'author' || ${author}))`;

/** Why nothing was posted; looked up only then. */
const REASON = 'case when head.id is null then (select message_count from conversations where app_id = $1 and id = $2) end as messages_before';

export const POST_AS_BUSINESS = {
  name: 'message-post-business',
  text: `
    with ${head('')}, ${stored('$6::jsonb', 'business', 'null', 'head')}
    select message_id as id, received, ${REASON}
    from (values (1)) always left join head on true`,
};

/** Who speaks, user `u`, as events show him and as the message shows him. */
export const authorColumns = (body: string): string => `
      u.id, ${userJson('u')} as shown,
      jsonb_strip_nulls(jsonb_build_object('displayName', nullif(concat_ws(' ', u.profile ->> 'givenName', u.profile ->> 'surname'), '')))
        || (${body} -> 'author') as described`;

/** Whether he may, and the number of removals by which the statement's snapshot knows that. */
const MEMBERSHIP = `
      exists (select from participants p where p.app_id = $1 and p.conversation_id = $2 and p.user_id = u.id) as takes_part,
      (select members_version from conversations where app_id = $1 and id = $2) as members_version`;

/**
 * His name is what the message shows unless the body says another (semantics §5). Posting also means having read.
 * Who was removed while this waited for the lock is not heard: then nothing is posted, and nothing said why.
 */
export const POST_AS_USER = {
  name: 'message-post-user',
  text: `
    with author as (${addressed(`${authorColumns('$6::jsonb')}, ${MEMBERSHIP}`, '', ['$8', '$9', '$10'])}),
    ${head('and exists (select from author where takes_part and author.members_version = c.members_version)')},
    whole as (select $6::jsonb || jsonb_build_object('author', described) as body from author),
    ${stored('whole.body', 'user', 'author.id', 'head, author, whole')},
    has_read as (
      update participants p set read_total = head.ordinal, deleted_unread = 0, last_read = head.received
      from head, author where p.app_id = $1 and p.conversation_id = head.id and p.user_id = author.id)
    select message_id as id, received, author.id as author_id, author.described, author.takes_part, ${REASON}
    from (values (1)) always left join head on true left join author on true`,
};
