import { LEDGER_TABLES } from '../ledger/ledger-rows.js';

/**
 * Tables of `public` that are not in the publication, each with why its rows are of no use in another database. A spec
 * compares: every other table is in it, by its migration's `inBackups`.
 */
export const NOT_PUBLISHED: Readonly<Record<string, string>> = {
  parley_meta: 'db init of the database that is restored into writes it',
  parley_migrations: 'a restore runs the migrations where the stream has their markers',
  worker_heartbeats: 'of processes of this moment',
  key_holders: 'of processes of this moment',
  key_evictions: 'for processes of this moment',
  rate_buckets: 'of this second, and unlogged',
  backup_repository: 'of the database that writes the backups',
  backup_chains: 'of the database that writes the backups',
  backup_zones: 'of the database that writes the backups',
  backup_runs: 'of the database that writes the backups',
  backup_files: 'of the database that writes the backups',
};

const ledger: ReadonlySet<string> = new Set(LEDGER_TABLES);

/**
 * Whether a table's rows are in no pack and no segment: it holds keys wrapped under the root key. It is in the publication so
 * that the stream tells of each change; the rows are kept in `keys/` of every zone, in their present state only.
 */
export const isLedgerTable = (table: string): boolean => ledger.has(table);
