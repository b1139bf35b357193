const COLUMNS = 'app_id, id, type, status, display_name, default_responder_id, sealed_settings, fault_class, fault_code, fault_at';

/** Nothing is made in an app that has been deleted. `$7`: whether it is connected; a custom one always is. */
export const INSERT = `
  insert into integrations (app_id, id, type, status, display_name, default_responder_id, sealed_settings)
  select a.id, $2, $3, case when $7 or $3 = 'custom' then 'active' else 'inactive' end, $4, $5, $6 from apps a where a.id = $1 and a.deleted_at is null
  returning ${COLUMNS}`;

export const LIST = `select ${COLUMNS} from integrations where app_id = $1`;

/** $2: the types that `WANTED` makes rows of. */
export const LIST_OF_TYPES = `${LIST} and type = wanted.type`;
export const WANTED = 'unnest($2::text[]) as wanted (type)';
/** The order of the index on types, which no other has (migration IntegrationsOfType). */
export const ID_IN_TYPE = 'id collate "POSIX"';

export const GET = `${LIST} and id = $2`;

/** As strong a lock as the update's own, which lets a webhook be made meanwhile. */
export const LOCK = `${GET} for no key update`;

/** $6: whether its vendor has taken it. */
export const UPDATE = `
  update integrations set display_name = $3, default_responder_id = $4, sealed_settings = $5, status = case when $6 then 'active' else status end where app_id = $1 and id = $2 returning ${COLUMNS}`;

/** Has all that waits for an integration's vendor tried at once. Lanes are locked in the order of their keys, as by those who put something into several. $1 app · $2 integration */
export const DUE_NOW = [['channel_outbox_lanes', 'conversation_id'], ['channel_inbox_lanes', 'sender_index']].map(([table, key]) => `
  update ${table} lane set next_attempt_at = now()
  from (select ${key} from ${table} where app_id = $1 and integration_id = $2 and leased_by is null and next_attempt_at > now() order by ${key} for no key update) waiting
  where lane.app_id = $1 and lane.integration_id = $2 and lane.${key} = waiting.${key}`);

/**
 * Its keys and webhooks go with it (foreign keys), and what waited for those is removed by a job. The webhooks are locked
 * before, in the order in which events are handed to them: a circle of locks would end one of the two.
 */
export const DELETE = `
  delete from integrations
  using (select count(*) from (select from webhooks where app_id = $1 and integration_id = $2 order by id for update) webhook) locked
  where app_id = $1 and id = $2 returning ${COLUMNS}`;
