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

/** Its keys, webhooks and waiting deliveries go with it (foreign keys). */
export const DELETE = 'delete from integrations where app_id = $1 and id = $2 returning id';
