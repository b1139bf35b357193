import type { Sql } from '@parley/persistence';

/** A row of `service_accounts`, with the apps that it was granted. */
export interface ServiceAccountRow {
  readonly id: string;
  readonly display_name: string;
  readonly created_at: Date;
  readonly app_ids: string[];
}

export const INSERT = 'insert into service_accounts (id, account_id, display_name) values ($1, $2, $3)';

export const LIST = `
  select s.id, s.display_name, s.created_at,
         array(select g.app_id from service_account_apps g join apps a on a.id = g.app_id where g.service_account_id = s.id and a.deleted_at is null order by g.app_id) as app_ids
  from service_accounts s where s.account_id = $1 order by s.id`;

/** Grants an app of the same account; answers no row where there is none of the two. Granted before, it stays so. */
export const GRANT = `
  with pair as (
    select s.id, a.id as app_id, s.account_id from service_accounts s join apps a on a.account_id = s.account_id
    where s.account_id = $1 and s.id = $2 and a.id = $3 and a.deleted_at is null
  ), granted as (
    insert into service_account_apps (service_account_id, app_id, account_id) select id, app_id, account_id from pair on conflict do nothing
  )
  select app_id from pair`;

export const REVOKE = 'delete from service_account_apps where account_id = $1 and service_account_id = $2 and app_id = $3 returning app_id';

/** With its keys; what it was granted goes by foreign key. */
export const DELETE = `
  with gone as (delete from service_accounts where account_id = $1 and id = $2 returning id),
       keys as (delete from api_keys where account_id = $1 and service_account_id in (select id from gone))
  select id from gone`;

/** Whether an account has a service account of this id. */
export const hasServiceAccount = async (sql: Sql, accountId: string, id: string): Promise<boolean> =>
  (await sql.query('select id from service_accounts where account_id = $1 and id = $2', [accountId, id])).length > 0;

/** The account of an app that a service account was granted, while the app is not deleted. Runs in the system scope. */
export async function findGrant(sql: Sql, serviceAccountId: string, appId: string): Promise<string | undefined> {
  const found = await sql.query<{ account_id: string }>(
    'select a.account_id from service_account_apps g join apps a on a.id = g.app_id where g.service_account_id = $1 and g.app_id = $2 and a.deleted_at is null', [serviceAccountId, appId]);
  return found[0]?.account_id;
}
