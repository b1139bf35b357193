import type { Catalog, Sql } from '@parley/persistence';
import type { ChainIdentity, GapReason } from '../format/manifest.types.js';

/** The chain that is being written, as the database knows it. */
export interface OpenChain {
  readonly identity: ChainIdentity;
  /** The tables as the last segment that is kept leaves them. */
  readonly catalog: Catalog;
}

interface ChainRow extends Record<string, unknown> {
  readonly id: string;
  readonly slot: string;
  readonly system_identifier: string;
  readonly timeline: number;
  readonly consistent_point: string;
  readonly catalog: Catalog;
}

const COLUMNS = 'id, slot, system_identifier, timeline, consistent_point::text, catalog';

const identityOf = ({ id, slot, timeline, system_identifier: systemIdentifier, consistent_point: consistentPoint }: ChainRow): ChainIdentity =>
  ({ id, slot, timeline, systemIdentifier, consistentPoint });

/** Nothing where none is written. In the system scope, as all below. */
export async function openChain(sql: Sql): Promise<OpenChain | undefined> {
  const [row] = await sql.query<ChainRow>(`select ${COLUMNS} from backup_chains where ended_at is null`);
  return row && { identity: identityOf(row), catalog: row.catalog };
}

export async function insertChain(sql: Sql, { id, slot, systemIdentifier, timeline, consistentPoint }: ChainIdentity, catalog: Catalog): Promise<void> {
  await sql.query('insert into backup_chains (id, slot, system_identifier, timeline, consistent_point, catalog) values ($1, $2, $3, $4, $5::text::pg_lsn, $6)',
    [id, slot, systemIdentifier, timeline, consistentPoint, JSON.stringify(catalog)]);
}

export async function saveCatalog(sql: Sql, chainId: string, catalog: Catalog): Promise<void> {
  await sql.query('update backup_chains set catalog = $2 where id = $1', [chainId, JSON.stringify(catalog)]);
}

/** Ends it. `gapRecorded`: the zones have it on record. */
export async function endChain(sql: Sql, chainId: string, reason: GapReason, gapRecorded: boolean): Promise<void> {
  await sql.query('update backup_chains set ended_at = clock_timestamp(), end_reason = $2, gap_recorded = $3 where id = $1 and ended_at is null', [chainId, reason, gapRecorded]);
}

/** A chain that has ended, and whose end no zone has on record. */
export interface UnrecordedEnd {
  readonly identity: ChainIdentity;
  readonly reason: GapReason;
}

/** Those, the first first. */
export async function unrecordedEnds(sql: Sql): Promise<UnrecordedEnd[]> {
  const rows = await sql.query<ChainRow & { end_reason: GapReason }>(
    `select ${COLUMNS}, end_reason from backup_chains where ended_at is not null and not gap_recorded order by ended_at`);
  return rows.map((row) => ({ identity: identityOf(row), reason: row.end_reason }));
}

export async function noteRecorded(sql: Sql, chainId: string): Promise<void> {
  await sql.query('update backup_chains set gap_recorded = true where id = $1', [chainId]);
}

/** The id of what this database's backups are called. */
export async function repositoryId(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ id: string }>('select id from backup_repository');
  if (!row) throw new Error('The database has no id for its backups');
  return row.id;
}
