const COLUMNS = 'app_id, id, integration_id, sealed_endpoint, triggers, include_full_user, include_full_source';

/** Holds the app's row until the transaction ends, so that concurrent creations are counted one after another. */
export const LOCK_APP = 'select id from apps where id = $1 and deleted_at is null for no key update';

export const COUNT = 'select count(*)::int as count from webhooks where app_id = $1';

export const INSERT = `
  insert into webhooks (app_id, integration_id, id, sealed_endpoint, triggers, include_full_user, include_full_source)
  select i.app_id, i.id, $3, $4, $5, $6, $7 from integrations i where i.app_id = $1 and i.id = $2
  returning ${COLUMNS}`;

export const LIST = `select ${COLUMNS} from webhooks where app_id = $1 and integration_id = $2 order by id`;

export const GET = `select ${COLUMNS} from webhooks where app_id = $1 and integration_id = $2 and id = $3`;

/** The oldest webhook of each of some integrations: the one they were made with, as long as it is there. */
export const FIRSTS = `
  select distinct on (integration_id) ${COLUMNS} from webhooks
  where app_id = $1 and integration_id = any($2) order by integration_id, id`;

/** As strong a lock as the update's own, which lets events be handed to the webhook meanwhile. */
export const LOCK = `${GET} for no key update`;

/** Null leaves a column as it is: none of them may be null. */
export const UPDATE = `
  update webhooks set
    sealed_endpoint = coalesce($4, sealed_endpoint),
    triggers = coalesce($5, triggers),
    include_full_user = coalesce($6, include_full_user),
    include_full_source = coalesce($7, include_full_source)
  where app_id = $1 and integration_id = $2 and id = $3
  returning ${COLUMNS}`;

export const DELETE = 'delete from webhooks where app_id = $1 and integration_id = $2 and id = $3 returning id';
