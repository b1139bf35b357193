import type { Sql } from '@parley/persistence';
import type { SequenceEntry } from '../format/manifest.types.js';

/** What a snapshot has besides rows. */
export interface SnapshotContext {
  readonly sequences: readonly SequenceEntry[];
  /** Of attachments' files. */
  readonly fileNames: readonly string[];
}

/** A sequence that nobody has used has no last value, and is left out: it begins anew. */
const SEQUENCES = `
  select sequencename as name, last_value::text as "lastValue" from pg_sequences
  where schemaname = 'public' and last_value is not null order by sequencename collate "C"`;

/** Reads it in the snapshot's transaction; sequences are as they are now, as they are in no transaction. */
export async function readContext(sql: Sql): Promise<SnapshotContext> {
  const sequences = await sql.query<{ name: string; lastValue: string }>(SEQUENCES);
  const files = await sql.query<{ name: string }>('select object_name as name from attachments order by object_name');
  return { sequences, fileNames: files.map(({ name }) => name) };
}
