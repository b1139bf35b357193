/** SQL of the client of a channel that was used last in a conversation, of those that `named`, a condition on `s`, leaves. */
export const clientReached = (conversationId: string, named = ''): string => `
        select l.client_id, s.integration_id from participant_clients l
        cross join lateral (select c.integration_id, c.type from clients c where c.app_id = $1 and c.id = l.client_id and c.status <> 'pending' limit 1) s
        cross join lateral (select from integrations i where i.app_id = $1 and i.id = s.integration_id and i.status <> 'inactive' limit 1) i
        where l.app_id = $1 and l.conversation_id = ${conversationId} ${named}
        order by l.used_at desc, l.client_id limit 1`;

/**
 * SQL by which a message of the business is put in the queue of a channel, in the statement that posts it: to the client of a channel
 * that was used last in the conversation, or to the one that its destination names (semantics §7). A conversation without such a client
 * costs one look into an index. The conversation's lock is held, so the queue has the order of the messages.
 *
 * `from`: rows with the conversation's `id` and `type`, the `message_id`, and the destination's `to_integration` and `to_type`, null where
 * it names none; `none`, the type of silent messages, is no client's. `turn`: an expression by which they are in order.
 */
export const queueForChannel = (from: string, turn: string): string => `
    reached as (
      select said.id, said.message_id, ${turn} as turn, client.client_id, client.integration_id from ${from} said
      cross join lateral (
${clientReached('said.id', 'and (said.to_integration is null or s.integration_id = said.to_integration) and (said.to_type is null or s.type = said.to_type)')}) client
      where said.type = 'personal'
    ),
    queued as (
      insert into channel_outbox (app_id, integration_id, conversation_id, message_id, client_id)
      select $1, integration_id, id, message_id, client_id from reached order by turn
    ),
    lanes as (
      insert into channel_outbox_lanes (app_id, integration_id, conversation_id, queued, next_attempt_at)
      select $1, integration_id, id, count(*), now() from reached group by integration_id, id order by integration_id, id
      on conflict (app_id, integration_id, conversation_id) do update set queued = channel_outbox_lanes.queued + excluded.queued
    )`;
