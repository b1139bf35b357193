import { BACKUP_TENANT } from '../keys/subject.js';

/** Makers of shards and whoever destroys the tenant's keys are waited for, and wait. */
export const LOCK_TENANT = `
  select root_key_id, wrapped as tenant_wrapped, index_wrapped, false as fresh from tenant_keys
  where tenant_id = $1 and length(index_wrapped) > 0 for update`;

export const REPLACE_KEY = 'update tenant_keys set wrapped = $2 where tenant_id = $1';

/** Two who ask for all at once ask for one rotation. */
export const LOCK_ASKED = 'lock table tenant_key_rotations in share row exclusive mode';

/** Where a rotation of all was begun and has not ended, nobody is added. That of backups has nothing sealed under the key that is replaced. */
export const ASK_FOR_ALL = `
  insert into tenant_key_rotations (tenant_id, of_all)
  select tenant_id, true from tenant_keys where length(index_wrapped) > 0 and tenant_id <> '${BACKUP_TENANT}' and not exists (select from tenant_key_rotations where of_all)
  on conflict (tenant_id) do update set of_all = true`;

export const ASKED = 'select tenant_id from tenant_key_rotations order by tenant_id';

export const UNDER_WAY = 'select key_id from tenant_key_rotations where tenant_id = $1';

export const BEGUN = `
  insert into tenant_key_rotations (tenant_id, key_id, of_all) values ($1, $2, false)
  on conflict (tenant_id) do update set key_id = excluded.key_id`;

/** Only the one that was gone through: meanwhile another may have been begun. */
export const ENDED = 'delete from tenant_key_rotations where tenant_id = $1 and key_id = $2 returning 1';

/** Its keys were destroyed. */
export const DROPPED = 'delete from tenant_key_rotations where tenant_id = $1';

export const SHARDS = 'select id from key_shards where tenant_id = $1 and id > $2 order by id limit 100';

export const COUNT_SHARDS = 'select count(*)::int as count from key_shards where tenant_id = any($1)';
