/**
 * SQL of who is in control of a conversation. What a conversation's row names counts while the switchboard is in force and knows it;
 * nothing is cleared when a switchboard integration goes (docs/decisions/0095). `board` is a row of BOARD; `conversation` has the
 * columns `app_id`, `active_switchboard_integration_id` and `pending_switchboard_integration_id`.
 */

/** A statement's first step: `responder`, the default of the app `$1` while its switchboard is in force; no row otherwise. */
export const BOARD = `
    board as materialized (
      select s.default_switchboard_integration_id as responder from switchboards s
      where s.app_id = $1 and s.enabled and s.default_switchboard_integration_id is not null)`;

const IN_FORCE = 'exists (select from board)';

/** SQL of who is in control after an activity: the same as before, or the default where that is nobody (openapi.yaml, defaultSwitchboardIntegrationId). */
export const activeAfterActivity = (conversation: string): string => `
      case when ${IN_FORCE} then coalesce(
        (select i.id from switchboard_integrations i where i.app_id = $1 and i.id = ${conversation}.active_switchboard_integration_id),
        (select responder from board)) else ${conversation}.active_switchboard_integration_id end`;

/** SQL of what a conversation shows of it (openapi.yaml, conversationTruncated); null when nothing. */
export const controlJson = (conversation: string, appId = '$1'): string => `(
      select jsonb_object_agg(
        case when i.id = ${conversation}.active_switchboard_integration_id then 'activeSwitchboardIntegration' else 'pendingSwitchboardIntegration' end,
        jsonb_build_object('id', i.id, 'name', i.name, 'integrationId', i.integration_id, 'integrationType', i.integration_type))
      from switchboard_integrations i where i.app_id = ${appId}
        and i.id in (${conversation}.active_switchboard_integration_id, ${conversation}.pending_switchboard_integration_id))`;

/** The same where BOARD is the statement's first step: of an app without a switchboard nothing is looked up. */
export const eventControl = (conversation: string): string => `case when ${IN_FORCE} then ${controlJson(conversation)} end`;

/**
 * SQL of the integrations that an event of the conversation is kept from: those that are in the switchboard, are not in control, want
 * no standby events and are not among `concerned` (a text[]). An integration that is linked twice gets what either is to get.
 */
export const withheldFrom = (conversation: string, concerned = `'{}'`): string => `
      case when ${IN_FORCE} then (
        select array_agg(integration_id) from (
          select i.integration_id from switchboard_integrations i
          where i.app_id = $1 and i.integration_id <> all(${concerned}::text[])
          group by i.integration_id
          having bool_and(not i.deliver_standby_events and i.id is distinct from ${conversation}.active_switchboard_integration_id)) standby) end`;

/** SQL of what an answer of the API shows; of a conversation that names nobody nothing is looked up. */
export const shownControl = (conversation: string): string => `
    case when coalesce(${conversation}.active_switchboard_integration_id, ${conversation}.pending_switchboard_integration_id) is not null
      and exists (select from switchboards s where s.app_id = ${conversation}.app_id and s.enabled and s.default_switchboard_integration_id is not null)
    then ${controlJson(conversation, `${conversation}.app_id`)} end as control`;
