const COLUMNS = 'id, type, status, display_name';

/** Nothing is made in an app that has been deleted. */
export const INSERT = `
  insert into integrations (app_id, id, type, display_name)
  select a.id, $2, $3, $4 from apps a where a.id = $1 and a.deleted_at is null
  returning ${COLUMNS}`;

/** $2: types, or null for all of them. */
export const LIST = `select ${COLUMNS} from integrations where app_id = $1 and ($2::text[] is null or type = any($2))`;

export const GET = `select ${COLUMNS} from integrations where app_id = $1 and id = $2`;

export const RENAME = `update integrations set display_name = $3 where app_id = $1 and id = $2 returning ${COLUMNS}`;

/**
 * Its keys and webhooks go with it (foreign keys), and what waited for those is removed by a job. The webhooks are locked
 * before, in the order in which events are handed to them: a circle of locks would end one of the two.
 */
export const DELETE = `
  delete from integrations
  using (select count(*) from (select from webhooks where app_id = $1 and integration_id = $2 order by id for update) webhook) locked
  where app_id = $1 and id = $2 returning id`;
