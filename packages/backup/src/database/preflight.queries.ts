import { PUBLICATION } from '@parley/persistence';
import { REPLICATES } from './role.js';
import { NOT_PUBLISHED } from './tables.js';

/** What the server is and has. */
export interface ServerState extends Record<string, unknown> {
  /** As the server counts it: 150000 is PostgreSQL 15.0. */
  readonly version: number;
  readonly standby: boolean;
  readonly walLevel: string;
  /** Slots that may still be made, and connections that may still read changes; those that are ours already count as free. */
  readonly freeSlots: number;
  readonly freeSenders: number;
  /** MB; −1 for any. */
  readonly keptWal: number;
  /** Roles by which managed databases are told apart. */
  readonly rds: boolean;
  readonly cloudSql: boolean;
  readonly azure: boolean;
}

export const SERVER = `
  select current_setting('server_version_num')::int as version, pg_is_in_recovery() as standby, current_setting('wal_level') as "walLevel",
    current_setting('max_replication_slots')::int - (select count(*)::int from pg_replication_slots where slot_name <> all ($1)) as "freeSlots",
    current_setting('max_wal_senders')::int - (select count(*)::int from pg_stat_replication
      where pid not in (select active_pid from pg_replication_slots where slot_name = any ($1) and active)) as "freeSenders",
    (select setting::int from pg_settings where name = 'max_slot_wal_keep_size') as "keptWal",
    exists (select from pg_roles where rolname = 'rds_superuser') as rds,
    exists (select from pg_roles where rolname = 'cloudsqlsuperuser') as "cloudSql",
    exists (select from pg_roles where rolname = 'azure_pg_admin') as azure`;

/** What the role that asks may do. */
export interface RoleRights extends Record<string, unknown> {
  readonly role: string;
  readonly superuser: boolean;
  readonly replicates: boolean;
  readonly bypasses: boolean;
  readonly owns: boolean;
}

export const RIGHTS = `
  select rolname as role, rolsuper as superuser, ${REPLICATES} as replicates, rolbypassrls as bypasses,
    exists (select from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and pg_has_role(r.oid, c.relowner, 'usage')) as owns
  from pg_roles r where rolname = current_user`;

const OURS = `c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`;

/** Tables and sequences that the role may not read. */
export const UNREADABLE = `
  select c.relname as name from pg_class c
  where (${OURS} and not has_table_privilege(c.oid, 'select')) or (c.relnamespace = 'public'::regnamespace and c.relkind = 'S' and not has_sequence_privilege(c.oid, 'select'))
  order by 1`;

/** Tables of which not every row, column and kind of change is published; one row with no name when there is no publication. */
export const UNPUBLISHED = `
  select c.relname as name from pg_class c
  where ${OURS} and c.relname <> all ($1) and not exists (
    select from pg_publication p join pg_publication_rel r on r.prpubid = p.oid
    where p.pubname = '${PUBLICATION}' and r.prrelid = c.oid and p.pubinsert and p.pubupdate and p.pubdelete and p.pubtruncate and r.prqual is null and r.prattrs is null)
  order by 1`;

export const EXCLUDED: readonly string[] = Object.keys(NOT_PUBLISHED);

export const HAS_PUBLICATION = `select from pg_publication where pubname = '${PUBLICATION}'`;

/** Slots that backups have made. */
export const OWN_SLOTS = 'select slot from backup_chains where ended_at is null';
export const HAS_CHAINS = `select from pg_class where oid = to_regclass('public.backup_chains') and has_table_privilege(oid, 'select')`;

/**
 * Two URLs that answer the same lead to the same database of the same server. A clone has its original's system identifier,
 * and was started at another microsecond.
 */
export const IDENTITY = `
  select extract(epoch from pg_postmaster_start_time())::text as started, (select oid::text from pg_database where datname = current_database()) as database`;
