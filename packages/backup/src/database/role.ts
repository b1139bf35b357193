import { changeRoles, DatabaseUnfit, sqlOf, withAdminLock, type Sql } from '@parley/persistence';
import pg from 'pg';

/** The role that reads for backups, and those that it must not be. */
export interface BackupRole {
  readonly name: string;
  /** Without one an existing role keeps its own. */
  readonly password?: string;
  /** The role that the apps log in as. */
  readonly runtimeRole: string;
}

interface RoleState extends Record<string, unknown> {
  /** May log in, replicate and read beside the policies. */
  readonly fit: boolean;
  readonly superuser: boolean;
  readonly owns: boolean;
}

/** On RDS nobody has REPLICATION; a role to be a member of stands in its place. Of `pg_roles r`. */
export const REPLICATES = `(rolreplication or exists (select from pg_roles g where g.rolname = 'rds_replication' and pg_has_role(r.oid, g.oid, 'member')))`;

const STATE = `
  select rolcanlogin and rolbypassrls and ${REPLICATES} as fit, rolsuper as superuser,
    exists (select from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'usage')) as owns
  from pg_roles r where rolname = $1`;

/** Insufficient privilege. */
const DENIED = '42501';

/**
 * Makes the role that reads for backups, and lets it read every table that there is and will be. May be run again at any
 * time, as the role that owns the tables, after `initDatabase`. Throws DatabaseUnfit, one line: when the name is another
 * role's, or when only a superuser may make it, with the statement to run.
 */
export async function initBackupRole(adminUrl: string, role: BackupRole): Promise<void> {
  await withAdminLock(adminUrl, async (client) => {
    await refuseMixUps(sqlOf(client), role);
    await client.query('begin');
    await changeRoles(client, () => ensureRole(client, role));
    await client.query(grants(pg.escapeIdentifier(role.name)));
    await client.query('commit');
  });
}

async function refuseMixUps(sql: Pick<Sql, 'query'>, { name, runtimeRole }: BackupRole): Promise<void> {
  const use = 'set it to a role of its own, which parley db init makes';
  if (name === runtimeRole) throw new DatabaseUnfit(`PARLEY_BACKUP_DATABASE_URL and DATABASE_URL name the same role: ${use}`);
  const [state] = await sql.query<RoleState>(STATE, [name]);
  if (state?.superuser) throw new DatabaseUnfit(`PARLEY_BACKUP_DATABASE_URL names a superuser: ${use}`);
  const [own] = await sql.query<{ own: boolean }>('select $1 in (session_user, current_user) as own', [name]);
  if (own?.own || state?.owns) throw new DatabaseUnfit(`PARLEY_BACKUP_DATABASE_URL names a role that owns Parley's tables: ${use}`);
}

async function ensureRole(client: pg.Client, { name, password }: BackupRole): Promise<void> {
  const [state] = await sqlOf(client).query<RoleState>(STATE, [name]);
  const role = pg.escapeIdentifier(name);
  const secret = password === undefined ? '' : ` password ${pg.escapeLiteral(password)}`;
  const verb = state === undefined ? 'create' : 'alter';
  const attributes = state?.fit ? '' : ' replication bypassrls';
  await client.query('savepoint own_role');
  try {
    await client.query(`${verb} role ${role} login${attributes}${secret}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== DENIED) throw error;
    // A superuser has made it, and given it its password.
    if (state?.fit) return void (await client.query('rollback to savepoint own_role'));
    throw new DatabaseUnfit(
      `PARLEY_ADMIN_DATABASE_URL may not make the role of PARLEY_BACKUP_DATABASE_URL: run as a superuser, then parley db init again: ${verb} role ${role} login replication bypassrls password '…'`,
      { cause: error },
    );
  }
}

/** Also for what later migrations make. */
const grants = (role: string): string => `
  grant usage on schema public to ${role};
  grant select on all tables in schema public to ${role};
  grant select on all sequences in schema public to ${role};
  alter default privileges in schema public grant select on tables to ${role};
  alter default privileges in schema public grant select on sequences to ${role};`;
