import { clientColumns } from '../clients/client.row.js';
import { conversationColumns } from '../conversations/conversation.row.js';
import { BOARD } from '../switchboard/control.sql.js';

/** What an inbound event leaves of a client: seen now, `$4` its status, `$5` its details. The caller holds the user's lock. */
export const SEE_CLIENT = {
  name: 'inbound-see-client',
  text: `
    update clients c set last_seen = greatest(last_seen, $3), status = $4, sealed_details = $5
    where c.app_id = $1 and c.id = $2 returning ${clientColumns('c')}`,
};

/** A user's default conversation, locked. The caller holds his lock. */
export const LOCK_DEFAULT_CONVERSATION = {
  name: 'inbound-default-conversation',
  text: `select ${conversationColumns('c')} from conversations c where c.app_id = $1 and c.default_of = $2 for no key update of c`,
};

/**
 * The conversation that a message names, or that of the newest message which it answers; locked, and only one in which the user takes
 * part. The caller holds his lock. $1 app · $2 user · $3 conversation · $4 integration · $5 indexes of answered messages, oldest first
 */
export const LOCK_CONVERSATION_NAMED = {
  name: 'inbound-named-conversation',
  text: `
    select ${conversationColumns('c')} from conversations c
    where c.app_id = $1 and c.type = 'personal' and c.id = coalesce(
      (select p.conversation_id from participants p where p.app_id = $1 and p.conversation_id = $3 and p.user_id = $2),
      (select k.conversation_id from unnest($5::bytea[]) with ordinality as a(index, nth)
        join channel_messages k on k.app_id = $1 and k.integration_id = $4 and k.external_index = a.index
        join participants p on p.app_id = $1 and p.conversation_id = k.conversation_id and p.user_id = $2
        order by a.nth desc limit 1))
    for no key update of c`,
};

/**
 * Gives control to the integration's own default responder where nobody has it, before the event that would give it to the app's
 * (openapi.yaml, defaultResponderId). The caller holds the conversation's lock. `$3`: the integration; `$4`: whether the conversation
 * is new, so that nobody but the app's default has control.
 */
export const GIVE_CONTROL_TO_RESPONDER = {
  name: 'inbound-default-responder',
  text: `
    with ${BOARD}
    update conversations c set active_switchboard_integration_id = responder.id
    from board, integrations i join switchboard_integrations responder on responder.app_id = i.app_id and responder.id = i.default_responder_id
    where c.app_id = $1 and c.id = $2 and i.app_id = $1 and i.id = $3
      and ($4 or not exists (select from switchboard_integrations s where s.app_id = $1 and s.id = c.active_switchboard_integration_id))`,
};

/** What the app says of events of channels. Whose settings these are is decided by row-level security as well. */
export const INBOUND_SETTINGS = {
  name: 'inbound-settings',
  text: `
    select coalesce((settings ->> 'echoPostback')::boolean, false) as echo_postback,
      coalesce((settings ->> 'ignoreAutoConversationStart')::boolean, false) as ignore_auto_start
    from apps where id = $1`,
};
