import type { Sql } from './database.js';
import { DatabaseUnfit } from './database-unfit.js';
import { QUEUE_SCHEMA } from './job-queue.js';

/**
 * Whether a role is one that row-level security does not bind, and whether it acts as the owner of a table of Parley's:
 * by name or as a member. Without a name it is the connection's own, as it logged in and as it now acts.
 */
const MAY = `
  with asked (name) as (select unnest(coalesce($1::name[], array[session_user, current_user])))
  select
    exists (select from pg_roles join asked on name = rolname where rolsuper or rolbypassrls) as unbound,
    exists (
      select from pg_class table_, pg_roles role join asked on name = role.rolname
      where table_.relkind in ('r', 'p')
        and table_.relnamespace in (select oid from pg_namespace where nspname in ('public', '${QUEUE_SCHEMA}'))
        and pg_has_role(role.oid, table_.relowner, 'usage')
    ) as owns`;

/** Throws DatabaseUnfit unless the role of DATABASE_URL is what the policies need: bound by row-level security, owner of no table. */
export async function refusePowerfulRole(sql: Pick<Sql, 'query'>, role?: string): Promise<void> {
  const [may] = await sql.query<{ unbound: boolean; owns: boolean }>(MAY, [role === undefined ? null : [role]]);
  const use = 'set it to the runtime role, which parley db init makes';
  if (may?.unbound) throw new DatabaseUnfit(`DATABASE_URL names a role that bypasses row-level security: ${use}`);
  if (may?.owns) throw new DatabaseUnfit(`DATABASE_URL names a role that owns Parley's tables: ${use}, and PARLEY_ADMIN_DATABASE_URL to the owner`);
}
