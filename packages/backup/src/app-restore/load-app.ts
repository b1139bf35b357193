import pg from 'pg';
import { BackupFault } from '../backup-fault.js';
import type { ChunkEntry, SnapshotManifest } from '../format/manifest.types.js';
import { rowsOfApp } from '../snapshot/read-snapshot.js';
import { columnList, copyIn } from '../restore/load/copy-in.js';
import { readChunks, type FrameParts } from '../restore/load/read-chunks.js';
import { sumTable } from '../restore/load/verify-tables.js';
import type { AppTable } from './app-tables.js';

/** The chunks that hold rows of an app. */
export const chunksOfApp = ({ chunks }: { readonly chunks: readonly ChunkEntry[] }, app: string): ChunkEntry[] => chunks.filter((chunk) => chunk.app === app || chunk.apps?.includes(app));

/**
 * Loads an app's rows of a snapshot into its shadow, which is first in the connection's search path; compares them with what
 * the snapshot counted and summed, and gives the tables their keys. Raises BackupFault `missing`, `different`.
 */
export async function loadApp(client: pg.Client, parts: FrameParts, snapshot: SnapshotManifest, tables: readonly AppTable[], app: string, loaded: (bytes: number) => void): Promise<void> {
  for (const { name, columns, key, entry } of tables) {
    const chunks = chunksOfApp(entry, app);
    if (chunks.length > 0) await copyIn(client, name, columns, rowsOf(parts, snapshot, chunks, app, loaded));
    const [is, wanted] = [await sumTable(client, entry), entry.byApp?.[app] ?? NOTHING];
    if (is.rows !== wanted.rows || is.sum !== wanted.sum) {
      throw new BackupFault('different', `What was loaded is not what was recorded: ${name} has ${is.rows} rows of the app and ${is.rows === wanted.rows ? 'not the same ones' : `not ${wanted.rows}`}`);
    }
    await client.query(`alter table ${pg.escapeIdentifier(name)} add primary key (${columnList(key)})`);
  }
}

const NOTHING = { rows: 0, sum: '0'.repeat(24) };

async function* rowsOf(parts: FrameParts, snapshot: SnapshotManifest, chunks: readonly ChunkEntry[], app: string, loaded: (bytes: number) => void): AsyncGenerator<Buffer> {
  for await (const { chunk, rows } of readChunks(parts, snapshot, chunks)) {
    yield chunk.app === app ? rows : rowsOfApp(rows, app);
    loaded(chunk.bytes);
  }
}
