import { MESSAGE_LIMIT } from '../conversations.errors.js';
import { activeAfterActivity, BOARD, withheldFrom } from '../switchboard/control.sql.js';
import { named } from '../users/users.queries.js';
import { authorColumns, eventSkeleton, quoted, quotedAuthor, speaker } from './message-post.queries.js';
import { queueForChannel } from './message-queue.sql.js';

/**
 * Posts several messages of one app in one statement and one commit. It does for each what `message-post.queries.ts`
 * does for one, and answers those it has posted. The others it leaves to that statement, which knows how to wait and
 * how to refuse: conversations that somebody has locked (nobody's post waits here for another's), conversations that
 * would get over their limit, authors who may not speak.
 *
 * Every table is reached row by row (lateral, limit 1): a plan is kept for all apps, and must not read a whole one's rows.
 *
 * `input` what is to be posted · `spoken` what the snapshot finds nothing against · `head` locks, counts, gives places:
 * a conversation's messages get theirs in the order of the input · `placed` one row for each message.
 *
 * $1 app, $2 conversations, $3 id prefix of the clock, $4 time of the clock, $5 ends of the ids, $6 sealed bodies, $7 event ids,
 * $8 sealed channels, $9 user ids, $10 blind indexes of the external ids, $11 brands; these three empty for the business;
 * $12 integrations of destinations and $13 their types; empty where a message has none, and of users.
 */
export const POST_MANY = {
  name: 'message-post-many',
  text: `
    with ${BOARD},
    input as materialized (
      select * from unnest((select $2::text[]), (select $5::text[]), (select $6::bytea[]), (select $7::text[]), (select $8::bytea[]), (select $9::text[]), (select $10::bytea[]), (select $11::text[]),
        (select $12::text[]), (select $13::text[]))
        with ordinality as i(conversation_id, suffix, body, event_id, channel, user_id, external_id_index, brand, to_integration, to_type, nth)
    ),
    author as materialized (
      select i.nth, u.*, c.members_version from input i
      cross join lateral (${named(['i.user_id', 'i.external_id_index', 'i.brand'])}) named
      cross join lateral (select ${authorColumns} from users u where u.app_id = $1 and u.id = named.id limit 1) u
      cross join lateral (select from participants p where p.app_id = $1 and p.conversation_id = i.conversation_id and p.user_id = u.id limit 1) takes_part
      cross join lateral (select members_version from conversations where app_id = $1 and id = i.conversation_id limit 1) c
      where i.brand is not null
    ),
    spoken as materialized (
      select i.nth, i.conversation_id, i.suffix, i.event_id, i.body, i.channel, i.to_integration, i.to_type,
        author.id as author_id, author.shown, author.sealed_details, author.sealed_name, author.members_version,
        row_number() over (partition by i.conversation_id order by i.nth) as turn
      from input i left join author using (nth)
      where i.brand is null or author.id is not null
    ),
    free as materialized (
      select c.id, wanted.posts, wanted.members_version
      from (select conversation_id, count(*)::int as posts, min(members_version) as members_version from spoken group by 1) wanted
      cross join lateral (
        select id from conversations where app_id = $1 and id = wanted.conversation_id for no key update skip locked
      ) c
    ),
    head as (
      update conversations c set
        message_count = message_count + free.posts,
        message_total = message_total + free.posts,
        -- a clock that stepped back, here or at another process, must not order a message before its predecessors
        last_message_prefix = greatest($3::bigint, last_message_prefix + 1) + free.posts - 1,
        last_updated_at = greatest($4::timestamptz, last_updated_at),
        active_switchboard_integration_id = ${activeAfterActivity('c')}
      from free
      where c.app_id = $1 and c.id = any((select $2::text[])::text[]) and c.id = free.id and c.message_count + free.posts <= ${MESSAGE_LIMIT}
        and (free.members_version is null or free.members_version = c.members_version)
      returning c.id, c.type, c.sealed_metadata, c.active_switchboard_integration_id, c.pending_switchboard_integration_id, last_updated_at as received, message_total - free.posts as before, last_message_prefix - free.posts as prefix_before
    ),
    placed as materialized (
      select spoken.nth, spoken.author_id, spoken.shown, spoken.sealed_details, spoken.sealed_name, spoken.body, spoken.channel, spoken.to_integration, spoken.to_type,
        spoken.suffix, spoken.event_id, head.id, head.type, head.sealed_metadata, head.active_switchboard_integration_id, head.pending_switchboard_integration_id, head.received,
        head.before + turn as ordinal, lpad(to_hex(head.prefix_before + turn), 14, '0') || spoken.suffix as message_id
      from head join spoken on spoken.conversation_id = head.id
    ),
    posted as (
      insert into messages (app_id, conversation_id, id, ordinal, received, author_type, author_user_id, author_name, sealed_body, sealed_channel)
      select $1, id, message_id, ordinal, received, case when author_id is null then 'business' else 'user' end, author_id, sealed_name, body, channel from placed
    ),
    event as (
      insert into outbox_events (id, app_id, type, order_key, created_at, payload, cell_references, cells, withheld_from)
      select event_id, $1, 'conversation:message', id, received,
        ${eventSkeleton('placed', `case when author_id is null then '{"type": "business"}'::jsonb else ${speaker('author_id', 'shown')} end`)},
        case when author_id is null then '[]'::jsonb else ${quotedAuthor('author_id')} end || ${quoted('id', 'suffix')},
        case when author_id is null then '{}'::bytea[] else array[sealed_details, sealed_name] end || array[sealed_metadata, body], ${withheldFrom('placed')}
      from placed order by nth
    ),
    ${queueForChannel('(select * from placed where author_id is null)', 'said.nth')},
    has_read as (
      update participants p set read_total = latest.ordinal, deleted_unread = 0, last_read = latest.received
      from (select id, author_id, max(ordinal) as ordinal, max(received) as received from placed where author_id is not null group by 1, 2) latest
      where p.app_id = $1 and p.conversation_id = latest.id and p.user_id = latest.author_id
    )
    select nth::int, message_id as id, received, author_id, sealed_name as author_name from placed`,
};
