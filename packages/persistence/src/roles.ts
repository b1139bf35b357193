import pg from 'pg';
import { sqlOf, withAdminLock } from './admin-client.js';
import { changeRoles } from './change-roles.js';
import { DatabaseUnfit } from './database-unfit.js';
import { QUEUE_SCHEMA } from './job-queue.js';
import { WITHDRAW_FROM_APPEND_ONLY } from './policies.js';
import { refusePowerfulRole } from './runtime-role.js';

export interface DatabaseRoles {
  /** The role the apps log in as. It owns nothing, so row-level security binds it. */
  readonly runtimeRole: string;
  /** Its password; without one an existing role keeps its own. */
  readonly password?: string;
  /** The environment the database is made for; kept in it for good. */
  readonly env: string;
}

/**
 * Makes the runtime role, what it may do, and the environment's mark. May be run again at any time.
 * The admin role owns the tables, and may create roles unless the runtime role exists.
 * Throws DatabaseUnfit when the database was made for another environment, or the role could step over the policies.
 */
export async function initDatabase(adminUrl: string, { runtimeRole, password, env }: DatabaseRoles): Promise<void> {
  await withAdminLock(adminUrl, async (client) => {
    await client.query('begin');
    await changeRoles(client, () => ensureRole(client, runtimeRole, password));
    await client.query(marks);
    await client.query('insert into parley_meta (environment) values ($1) on conflict do nothing', [env]);
    const { rows } = await client.query<{ environment: string }>('select environment from parley_meta');
    refuseOtherEnvironment(rows[0]?.environment, env);
    await client.query(grants(pg.escapeIdentifier(runtimeRole)));
    await client.query('commit');
  });
}

/** Throws DatabaseUnfit when a database that carries one environment is asked to serve another. */
export function refuseOtherEnvironment(made: string | undefined, asked: string): void {
  if (made !== undefined && made !== asked) throw new DatabaseUnfit(`The database was made for PARLEY_ENV=${made} and does not start as ${asked}`);
}

async function ensureRole(client: pg.Client, role: string, password: string | undefined): Promise<void> {
  await refusePowerfulRole(sqlOf(client), role);
  const { rows } = await client.query<{ own: boolean }>('select rolname = current_user as own from pg_roles where rolname = $1', [role]);
  if (rows[0]?.own) throw new DatabaseUnfit('DATABASE_URL and PARLEY_ADMIN_DATABASE_URL name the same role: the apps need one that owns no table');
  const name = pg.escapeIdentifier(role);
  const secret = password === undefined ? '' : `password ${pg.escapeLiteral(password)}`;
  if (rows.length === 0) await client.query(`create role ${name} login nosuperuser nocreatedb nocreaterole nobypassrls ${secret}`);
  else if (secret !== '') await client.query(`alter role ${name} login ${secret}`);
}

/** `oldest_code` is the newest migration that code must know to work here; a migration that takes something away sets it. */
const marks = `
  create table if not exists parley_meta (
    one boolean primary key default true check (one),
    environment text not null,
    oldest_code text,
    created_at timestamptz not null default now()
  )`;

/** Also for what later migrations make; but the marks of the schema itself are read-only, and rows of append-only tables stay. */
const grants = (role: string): string => `
  create schema if not exists ${QUEUE_SCHEMA};
  ${['public', QUEUE_SCHEMA].map((schema) => grantsOn(schema, role)).join('')}
  revoke insert, update, delete on parley_meta from ${role};
  ${WITHDRAW_FROM_APPEND_ONLY}`;

const grantsOn = (schema: string, role: string): string => `
  grant usage on schema ${schema} to ${role};
  grant select, insert, update, delete on all tables in schema ${schema} to ${role};
  grant usage, select on all sequences in schema ${schema} to ${role};
  alter default privileges in schema ${schema} grant select, insert, update, delete on tables to ${role};
  alter default privileges in schema ${schema} grant usage, select on sequences to ${role};`;
