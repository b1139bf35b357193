import type { ChunkEntry, SnapshotManifest, TableEntry } from '../../format/manifest.types.js';
import { loadedUnits, setLoaded } from '../target/restore-state.js';
import { inTransaction, onConnections, withTarget, type Target } from '../target/target.js';
import { rowsOf } from './chunk-rows.js';
import { copyIn } from './copy-in.js';
import { readChunks, type FrameParts } from './read-chunks.js';

/** Connections that load. */
const CONNECTIONS = 2;
/** Bytes of rows that one transaction loads: what a kill costs at most. */
const UNIT_BYTES = 64 * 1024 * 1024;

interface Unit {
  readonly name: string;
  readonly table: TableEntry;
  readonly chunks: readonly ChunkEntry[];
}

/** Called with bytes that have just been loaded. */
export type Loaded = (bytes: number) => void;

/** Loads the tables of a snapshot, but rows of closed apps, into tables without keys. What was loaded before a kill is not loaded again. */
export async function loadTables(target: Target, parts: FrameParts, snapshot: SnapshotManifest, closed: ReadonlySet<string>, loaded: Loaded): Promise<void> {
  const done = await withTarget(target, loadedUnits);
  const units = snapshot.tables.toSorted((one, other) => bytesOf(other.chunks) - bytesOf(one.chunks)).flatMap((table) => [...unitsOf(table, closed)]);
  for (const unit of units) if (done.has(unit.name)) loaded(bytesOf(unit.chunks));
  await onConnections(target, CONNECTIONS, units.filter(({ name }) => !done.has(name)), async (client, unit) => {
    await inTransaction(client, async () => {
      await setLoaded(client, unit.name);
      await copyIn(client, unit.table.name, unit.table.columns.map(({ name }) => name), rows(parts, snapshot, unit, closed, loaded));
    });
  });
}

async function* rows(parts: FrameParts, snapshot: SnapshotManifest, unit: Unit, closed: ReadonlySet<string>, loaded: Loaded): AsyncGenerator<Buffer> {
  for await (const { chunk, rows } of readChunks(parts, snapshot, unit.chunks)) {
    yield chunk.apps?.some((app) => closed.has(app)) ? rowsOf(rows, (app) => !closed.has(app)) : rows;
    loaded(chunk.bytes);
  }
}

function* unitsOf(table: TableEntry, closed: ReadonlySet<string>): Generator<Unit> {
  const open = table.chunks.filter(({ app }) => app === undefined || !closed.has(app));
  let [from, size] = [0, 0];
  for (const [index, chunk] of open.entries()) {
    size += chunk.bytes;
    if (size < UNIT_BYTES && index + 1 < open.length) continue;
    yield { name: `${table.name} ${from}`, table, chunks: open.slice(from, index + 1) };
    [from, size] = [index + 1, 0];
  }
}

/** Before compression. */
export const bytesOf = (chunks: readonly ChunkEntry[]): number => chunks.reduce((sum, { bytes }) => sum + bytes, 0);
