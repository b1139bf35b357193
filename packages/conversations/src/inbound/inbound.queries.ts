import { conversationColumns } from '../conversations/conversation.row.js';
import { BOARD } from '../switchboard/control.sql.js';

/** The end of both ways by which a conversation is found: the client becomes its primary one, and the integration's responder gets control where nobody has it. */
const talking = (name: string, place: string) => ({
  name,
  text: `
    with ${BOARD},
    ${place},
    attached as (
      insert into participant_clients (app_id, conversation_id, participant_id, client_id, used_at)
      select $1, place.id, p.id, $2, clock_timestamp() from place join participants p on p.app_id = $1 and p.conversation_id = place.id and p.user_id = $3
      on conflict (app_id, conversation_id, participant_id, client_id) do update set used_at = greatest(participant_clients.used_at, excluded.used_at)
      returning 1),
    given as (${giveControl('place.id', '$4', 'false', 'place, ')})
    select place.*, exists (select from attached) as takes_part from place`,
});

/**
 * Where a user of a channel talks, all in one statement, since each of his messages pays for it: the conversation in which his client
 * was used last, or else his default one, locked; answers nothing where there is none. The caller holds his lock.
 * $1 app · $2 client · $3 user · $4 integration
 */
export const TALK = talking('inbound-talk', `
    used as materialized (
      select ${conversationColumns('c')} from participant_clients p join conversations c on c.app_id = p.app_id and c.id = p.conversation_id
      where p.app_id = $1 and p.client_id = $2 order by p.used_at desc, c.id limit 1 for no key update of c),
    by_default as materialized (
      select ${conversationColumns('c')} from conversations c
      where c.app_id = $1 and c.default_of = $3 and not exists (select from used) for no key update of c),
    place as (select * from used union all select * from by_default)`);

/**
 * The same in the conversation that a message names, or that of the newest message which it answers; only one in which he takes part.
 * Found before it is joined: a comparison with an expression would be kept from the index (ADR 0040).
 * $5 conversation · $6 indexes of answered messages, oldest first
 */
export const TALK_WHERE_NAMED = talking('inbound-talk-where-named', `
    told as materialized (select coalesce(
      (select p.conversation_id from participants p where p.app_id = $1 and p.conversation_id = $5 and p.user_id = $3),
      (select k.conversation_id from unnest($6::bytea[]) with ordinality as a(index, nth)
        join channel_messages k on k.app_id = $1 and k.integration_id = $4 and k.external_index = a.index
        join participants p on p.app_id = $1 and p.conversation_id = k.conversation_id and p.user_id = $3
        order by a.nth desc limit 1)) as id),
    place as materialized (
      select ${conversationColumns('c')} from told join conversations c on c.app_id = $1 and c.id = told.id and c.type = 'personal'
      for no key update of c)`);

/** Gives control of a conversation that is new: nobody but the app's default has it. The caller holds its lock. $1 app · $2 conversation · $3 integration */
export const GIVE_CONTROL_OF_NEW = { name: 'inbound-give-control', text: `with ${BOARD} ${giveControl('$2', '$3', 'true')}` };

/**
 * SQL that gives control to the integration's own default responder, before the event that would give it to the app's (openapi.yaml,
 * defaultResponderId): where nobody has it, or where `anyway` says so.
 */
function giveControl(conversation: string, integration: string, anyway: string, from = ''): string {
  return `
    update conversations c set active_switchboard_integration_id = responder.id
    from ${from}board, integrations i join switchboard_integrations responder on responder.app_id = i.app_id and responder.id = i.default_responder_id
    where c.app_id = $1 and c.id = ${conversation} and i.app_id = $1 and i.id = ${integration}
      and (${anyway} or not exists (select from switchboard_integrations s where s.app_id = $1 and s.id = c.active_switchboard_integration_id))`;
}

/** What the app says of events of channels. Whose settings these are is decided by row-level security as well. */
export const INBOUND_SETTINGS = {
  name: 'inbound-settings',
  text: `
    select coalesce((settings ->> 'echoPostback')::boolean, false) as echo_postback,
      coalesce((settings ->> 'ignoreAutoConversationStart')::boolean, false) as ignore_auto_start
    from apps where id = $1`,
};
