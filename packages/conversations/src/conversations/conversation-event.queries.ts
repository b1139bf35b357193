import { keeping } from '../receipts/channel-messages.queries.js';
import { activeAfterActivity, BOARD, eventControl, withheldFrom } from '../switchboard/control.sql.js';

/**
 * Adds an event of a conversation, whose lock the caller holds, with who is in control at this instant; what that keeps the event
 * from is decided here and not when it is delivered. An activity gives control to the default where nobody has it.
 *
 * $1 app, $2 conversation, $3 event id, $4 type, $5 time, $6 skeleton, $7 cell references, $8 cells, $9 whether it is an activity,
 * $10 integrations that it is not kept from · $11 … what is done with it
 */
const appendingConversationEvent = (name: string, besides = '') => ({
  name,
  text: `
    with ${BOARD},
    controlled as materialized (
      select c.app_id, c.id, case when $9::boolean then ${activeAfterActivity('c')} else c.active_switchboard_integration_id end as active_switchboard_integration_id,
        c.pending_switchboard_integration_id
      from conversations c where c.app_id = $1 and c.id = $2
    ),
    given as (
      update conversations c set active_switchboard_integration_id = controlled.active_switchboard_integration_id
      from controlled
      where c.app_id = $1 and c.id = $2 and exists (select from board)
        and c.active_switchboard_integration_id is distinct from controlled.active_switchboard_integration_id
    )${besides}
    insert into outbox_events (id, app_id, type, order_key, created_at, payload, cell_references, cells, withheld_from)
    select $3, $1, $4, $2, $5::timestamptz, $6::jsonb || jsonb_build_object('conversation', ($6::jsonb -> 'conversation') || coalesce(${eventControl('controlled')}, '{}')),
      $7::jsonb, $8::bytea[], ${withheldFrom('controlled', '$10')}
    from (values (1)) always left join controlled on true`,
});

export const APPEND_CONVERSATION_EVENT = appendingConversationEvent('conversation-event-append');

/**
 * The same of an event of a delivery, with which is kept what the message is called on its channel; not where the message is gone.
 * $11 integration · $12 message · $13 client · $14 indexes · $15 cells · $16 whether it failed, so that nothing more is told of it
 */
export const APPEND_DELIVERY_EVENT = appendingConversationEvent('conversation-event-append-delivery',
  `,${keeping({ integration: '$11', message: '$12', client: '$13', indexes: '$14', cells: '$15', failed: '$16' })}`);
