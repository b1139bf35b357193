import { clientColumns } from '../clients/client.row.js';

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
