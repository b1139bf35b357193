import { clientColumns } from '../clients/client.row.js';
import { clientReached } from '../messages/message-queue.sql.js';

/** A message of the business and the client that is to get it; nothing where either is gone. $1 app · $2 conversation · $3 message · $4 client */
export const FIND_OUTGOING = {
  name: 'outbound-find',
  text: `
    select m.id, m.received, m.author_type, m.author_user_id, m.sealed_body, m.sealed_channel, null::bytea as author_name,
      s.user_id, s.type, s.status, s.integration_id, s.last_seen, s.sealed_details, s.linked_at
    from messages m
    cross join lateral (select ${clientColumns('c')} from clients c where c.app_id = m.app_id and c.id = $4) s
    where m.app_id = $1 and m.conversation_id = $2 and m.id = $3`,
};

/** What a client said last in a conversation. $1 app · $2 conversation · $3 client · $4 integration */
export const LAST_HEARD = {
  name: 'outbound-last-heard',
  text: `
    select k.external_index, k.sealed_external_id, k.delivered_at, k.failed_at, m.id, m.sealed_channel
    from channel_messages k join messages m on m.app_id = k.app_id and m.conversation_id = k.conversation_id and m.id = k.message_id
    where k.app_id = $1 and k.conversation_id = $2 and k.client_id = $3 and k.integration_id = $4 and m.author_type = 'user'
    order by k.message_id desc limit 1`,
};

/** The client to whom a conversation's next message would go, unless he has blocked the business. $1 app · $2 conversation */
export const FIND_REACHED = {
  name: 'outbound-reached',
  text: `
    select ${clientColumns('c')} from conversations v
    cross join lateral (${clientReached('v.id')}) reached
    join clients c on c.app_id = v.app_id and c.id = reached.client_id and c.status = 'active'
    where v.app_id = $1 and v.id = $2 and v.type = 'personal'`,
};
