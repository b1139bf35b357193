/** SQL of the row-level policies, written once so that no table's differs by accident. */

/** Rows of one app and of nobody else: what customers said, and who they are. */
export const appRowsOnly = (table: string, column = 'app_id'): string =>
  policy(table, `${column} = current_setting('parley.scope', true)`);

/**
 * Rows of one app, without those that are hidden because they wait for their erasure: `hidden_by` names it. Whoever erases or
 * brings back asks for them by `seeHidden`.
 */
export const appRowsUnlessHidden = (table: string): string =>
  policy(table, `app_id = current_setting('parley.scope', true) and (hidden_by is null or current_setting('parley.hidden', true) = 'seen')`);

/** Takes a table's policy away, for another to take its place in the same transaction. */
export const withoutPolicy = (table: string): string => `drop policy ${table}_scope on ${table};`;

/** Rows of one app that workers and guards also reach across apps. */
export const appRowsOrSystem = (table: string, column = 'app_id'): string =>
  policy(table, `${column} = current_setting('parley.scope', true) or current_setting('parley.scope', true) = '*'`);

/** Forced, so that it also binds the owner; without a scope no row is seen and none can be written. */
export const policy = (table: string, condition: string): string => `
  alter table ${table} enable row level security;
  alter table ${table} force row level security;
  create policy ${table}_scope on ${table} using (${condition}) with check (${condition});`;

/**
 * Takes back from whoever is not the owner what would change or remove rows of the tables that `appendOnly` marks. Granted
 * to the runtime role anew by every `parley db init`, which therefore runs this after it.
 */
export const WITHDRAW_FROM_APPEND_ONLY = `
  do $$
  declare held record;
  begin
    for held in
      select distinct c.oid::regclass as table_name, r.rolname
      from pg_class c cross join lateral aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
      where c.relnamespace = 'public'::regnamespace and obj_description(c.oid, 'pg_class') = 'append-only'
        and a.grantee <> c.relowner and a.privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE')
    loop
      execute format('revoke update, delete, truncate on %s from %I', held.table_name, held.rolname);
    end loop;
  end $$;`;

/** A table whose rows are added and never changed or removed, by any role but the owner. */
export const appendOnly = (table: string): string => `
  comment on table ${table} is 'append-only';
  ${WITHDRAW_FROM_APPEND_ONLY}`;
