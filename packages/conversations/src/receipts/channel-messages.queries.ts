import { clientColumns } from '../clients/client.row.js';

/** SQL of two steps that keep what a message is called on its channel, in conversation `$2` of app `$1`; nothing where it is gone. `failed`: nothing more is told of it, nor of the parts that are kept already. */
export const keeping = ({ integration, message, client, indexes, cells, failed }: Record<'integration' | 'message' | 'client' | 'indexes' | 'cells' | 'failed', string>): string => `
    message as (select from messages where app_id = $1 and conversation_id = $2 and id = ${message} for key share),
    kept as (
      insert into channel_messages (app_id, integration_id, conversation_id, message_id, client_id, external_index, sealed_external_id, failed_at)
      select $1, ${integration}, $2, ${message}, ${client}, p.external_index, p.cell, case when ${failed}::boolean then now() end
      from message, unnest(${indexes}::bytea[], ${cells}::bytea[]) as p(external_index, cell)
      on conflict (app_id, integration_id, external_index, client_id) do update set failed_at = excluded.failed_at
      where excluded.failed_at is not null and channel_messages.failed_at is null and channel_messages.message_id = excluded.message_id)`;

/** Keeps what a part of a message is called before the others have gone. $1 app · $2 conversation · $3 integration · $4 message · $5 client · $6 indexes · $7 cells */
export const KEEP = {
  name: 'channel-messages-keep',
  text: `with ${keeping({ integration: '$3', message: '$4', client: '$5', indexes: '$6', cells: '$7', failed: 'false' })} select`,
};

/** Which message of the business a vendor's id names. $1 app · $2 integration · $3 index */
export const FIND = {
  name: 'channel-messages-find',
  text: `
    select c.conversation_id, c.message_id, c.client_id
    from channel_messages c join messages m on m.app_id = c.app_id and m.conversation_id = c.conversation_id and m.id = c.message_id
    where c.app_id = $1 and c.integration_id = $2 and c.external_index = $3 and m.author_type = 'business'
    limit 1`,
};

/** All that a message is on its channel. The caller holds the conversation's lock. $1 app · $2 conversation · $3 message · $4 integration */
export const PARTS = {
  name: 'channel-messages-parts',
  text: `
    select external_index, sealed_external_id, delivered_at, failed_at from channel_messages
    where app_id = $1 and conversation_id = $2 and message_id = $3 and integration_id = $4 order by external_index`,
};

const NOTE = (column: string) => `update channel_messages set ${column} = $4 where app_id = $1 and integration_id = $2 and external_index = $3`;

/** $1 app · $2 integration · $3 index · $4 when */
export const DELIVERED = { name: 'channel-messages-delivered', text: NOTE('delivered_at') };
export const FAILED = { name: 'channel-messages-failed', text: NOTE('failed_at') };

/** Whether a request of an integration is with its vendor: what the vendor calls it is not known here yet (packages/integrations writes it down). $1 app · $2 integration */
export const UNDERWAY = {
  name: 'channel-messages-underway',
  text: 'select from channel_outbox where app_id = $1 and integration_id = $2 and begun_at is not null limit 1',
};

/** Whether parts of a message are still to go out. The caller holds the conversation's lock, without which nobody takes it out of the queue as sent. $1 app · $2 conversation · $3 message · $4 integration */
export const HAS_MORE = {
  name: 'channel-messages-has-more',
  text: 'select from channel_outbox where app_id = $1 and conversation_id = $2 and message_id = $3 and integration_id = $4 limit 1',
};

/**
 * A user has read a message, and all that was before it; answers nothing where that is known, or he takes no part any more. The
 * caller holds the conversation's lock. $1 app · $2 conversation · $3 user · $4 message · $5 when
 */
export const READ_UP_TO = {
  name: 'channel-messages-read',
  text: `
    update participants p set read_total = m.ordinal, last_read = greatest(p.last_read, $5),
      deleted_unread = c.message_total - m.ordinal - (select count(*) from messages n where n.app_id = $1 and n.conversation_id = $2 and n.id > m.id)
    from conversations c, messages m
    where c.app_id = $1 and c.id = $2 and m.app_id = $1 and m.conversation_id = $2 and m.id = $4
      and p.app_id = $1 and p.conversation_id = $2 and p.user_id = $3 and p.read_total < m.ordinal
    returning 1`,
};

/** The channel refuses to reach a client: it is blocked from now on. Answers nothing where it was before. The caller holds the user's lock. */
export const BLOCK_CLIENT = {
  name: 'channel-messages-block-client',
  text: `
    update clients c set status = 'blocked' where c.app_id = $1 and c.id = $2 and c.user_id = $3 and c.status <> 'blocked' returning ${clientColumns('c')}`,
};
