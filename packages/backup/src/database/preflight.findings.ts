import { PUBLICATION } from '@parley/persistence';
import pg from 'pg';
import type { RoleRights, ServerState } from './preflight.queries.js';

export type FindingCode =
  | 'no_connection' | 'no_replication_connection' | 'other_database' | 'old_server' | 'standby' | 'wal_level' | 'replication_slots' | 'wal_senders' | 'unbounded_wal'
  | 'powerful_role' | 'no_replication' | 'no_bypassrls' | 'unreadable_tables' | 'no_publication' | 'unpublished_tables';

/** What is missing, and in one line what to set. */
export interface Finding {
  readonly code: FindingCode;
  readonly line: string;
}

/** What is needed to read changes. Snapshots need none of it. */
const FOR_CHANGES: ReadonlySet<FindingCode> = new Set(['wal_level', 'replication_slots', 'wal_senders', 'unbounded_wal', 'no_replication', 'no_replication_connection']);

/** Whether snapshots can be taken in spite of a finding. */
export const leavesSnapshots = ({ code }: Finding): boolean => FOR_CHANGES.has(code);

const OLDEST = 150_000;

/** What the server must be and have; how it is set where somebody else runs the server, by what tells that he does. */
export function serverFindings(server: ServerState): Finding[] {
  const found: Finding[] = [];
  const say = (code: FindingCode, line: string): void => void found.push({ code, line });
  if (server.version < OLDEST) say('old_server', `PARLEY_BACKUP_DATABASE_URL leads to PostgreSQL ${Math.floor(server.version / 10_000)}: backups need 15 or newer`);
  if (server.standby) say('standby', 'PARLEY_BACKUP_DATABASE_URL leads to a standby: set it to the primary');
  if (server.walLevel !== 'logical') say('wal_level', `wal_level is ${server.walLevel}: set ${walLevelOf(server)}, and restart the server`);
  if (server.freeSlots < 1) say('replication_slots', 'Every replication slot is taken: raise max_replication_slots by one, and restart the server');
  if (server.freeSenders < 1) say('wal_senders', 'Every connection for replication is taken: raise max_wal_senders by one, and restart the server');
  if (server.keptWal < 0) say('unbounded_wal', 'max_slot_wal_keep_size is -1, so that backups that stand still would fill the disk of the database: set it, to 16GB for example');
  return found;
}

function walLevelOf({ rds, cloudSql, azure }: ServerState): string {
  if (rds) return 'rds.logical_replication to 1 in the parameter group';
  if (cloudSql) return 'the flag cloudsql.logical_decoding to on';
  if (azure) return 'the server parameter wal_level to LOGICAL';
  return 'wal_level to logical';
}

/** What the role must be allowed, and what it must not be. */
export function roleFindings({ role, superuser, replicates, bypasses, owns }: RoleRights, { rds }: ServerState): Finding[] {
  const name = pg.escapeIdentifier(role);
  const found: Finding[] = [];
  if (superuser || owns) {
    const what = superuser ? 'a superuser' : `a role that owns Parley's tables`;
    found.push({ code: 'powerful_role', line: `PARLEY_BACKUP_DATABASE_URL names ${what}: set it to a role of its own, which parley db init makes` });
  }
  // A superuser lacks nothing.
  if (!replicates && !superuser) found.push({ code: 'no_replication', line: `The role of PARLEY_BACKUP_DATABASE_URL may not replicate: run ${rds ? `grant rds_replication to ${name}` : `alter role ${name} replication`}` });
  if (!bypasses && !superuser) found.push({ code: 'no_bypassrls', line: `Row-level security hides rows from the role of PARLEY_BACKUP_DATABASE_URL: run alter role ${name} bypassrls` });
  return found;
}

export interface TableState {
  readonly unreadable: readonly string[];
  readonly unpublished: readonly string[];
  readonly publication: boolean;
}

/** What the tables need: to be read, and to be published whole. */
export function tableFindings({ unreadable, unpublished, publication }: TableState): Finding[] {
  const found: Finding[] = [];
  if (unreadable.length > 0) found.push({ code: 'unreadable_tables', line: `The role of PARLEY_BACKUP_DATABASE_URL may not read ${some(unreadable)}: run parley db init, which grants it` });
  if (!publication) found.push({ code: 'no_publication', line: `There is no publication ${PUBLICATION}: run parley db migrate` });
  else if (unpublished.length > 0) {
    found.push({ code: 'unpublished_tables', line: `The publication ${PUBLICATION} lacks ${some(unpublished)}, or some of their rows or changes: run alter publication ${PUBLICATION} add table, or make it anew for all their changes` });
  }
  return found;
}

const SHOWN = 3;

const some = (names: readonly string[]): string =>
  names.length <= SHOWN ? names.join(', ') : `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more`;
