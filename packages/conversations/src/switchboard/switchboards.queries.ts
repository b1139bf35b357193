import { inForce } from './switchboard.row.js';

const COLUMNS = `s.id, ${inForce('s')} as enabled, s.default_switchboard_integration_id`;

/** Nothing is made in an app that has been deleted, nor a second one. */
export const INSERT = `
  insert into switchboards as s (app_id, id) select a.id, $2 from apps a where a.id = $1 and a.deleted_at is null
  on conflict (app_id) do nothing returning ${COLUMNS}`;

export const LIST = `select ${COLUMNS} from switchboards s where s.app_id = $1`;

export const GET = `${LIST} and s.id = $2`;

/** Every change of a switchboard or of what is in it takes this lock first. */
export const LOCK = `${GET} for update`;

export const UPDATE = `
  update switchboards s set enabled = $3, default_switchboard_integration_id = $4 where s.app_id = $1 and s.id = $2 returning ${COLUMNS}`;

/** Takes its switchboard integrations along. */
export const DELETE = 'delete from switchboards where app_id = $1 and id = $2';
