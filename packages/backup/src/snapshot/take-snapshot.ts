import type { SnapshotManifest, TableEntry } from '../format/manifest.types.js';
import type { PackEntry } from '../format/pack.js';
import { BackupFault } from '../backup-fault.js';
import { ownerColumn } from '../stream/segments/tables.js';
import { BufferPool } from './buffer-pool.js';
import { ChunkStore, type StoredChunk } from './chunk-store.js';
import { readContext } from './context.js';
import { Pace } from './pace.js';
import { copyColumns, rangesOf, type PageRange } from './ranges.js';
import { readRange } from './read-range.js';
import { reusable } from './reusable.js';
import { TableSums } from './row-sum.js';
import { reasonOf, SnapshotSession } from './snapshot-session.js';
import type { SnapshotOptions, SnapshotParts, SnapshotTable, SnapshotTaken } from './snapshot.types.js';

const BUDGET_MS = 30 * 60 * 1000;
/** Of the budget, to rest while others write: a snapshot that ends in its time without rests ends with them. */
const RESTS = 1 / 3;
const READERS = 2;

/** What is gathered of a table while it is read. */
interface Gathered {
  readonly table: SnapshotTable;
  readonly sums: TableSums;
  readonly chunks: { readonly range: number; readonly place: number; readonly chunk: StoredChunk }[];
}

/**
 * Takes a consistent copy of all tables of the schema, beside writers, which it neither waits for nor keeps waiting. When it
 * resolves, every pack that the manifest names is confirmed. Rejects with BackupFault `interrupted` when the budget was spent
 * or somebody wanted a table for himself, with the signal's reason, or with what else went wrong; then nothing of it stays
 * open, and packs that were sent already are named by no manifest.
 */
export async function takeSnapshot(parts: SnapshotParts, options: SnapshotOptions): Promise<SnapshotTaken> {
  const store = new ChunkStore(parts, reusable(options.previous), options.packBytes);
  const abort = new AbortController();
  const stop = (): void => abort.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', stop, { once: true });
  const budget = setTimeout(() => abort.abort(new BackupFault('interrupted', 'Reading the tables took longer than a snapshot may')), options.budgetMs ?? BUDGET_MS);
  try {
    const read = await readAll(parts, options, store, abort);
    clearTimeout(budget);
    const files = await until(abort.signal, store.finish().then(() => parts.files(read.context.fileNames)));
    return { manifest: manifestOf(options, read, files), storedBytes: store.storedBytes, reusedBytes: store.reusedBytes, readMs: read.readMs, restedMs: read.restedMs };
  } finally {
    clearTimeout(budget);
    options.signal?.removeEventListener('abort', stop);
    await store.forget();
  }
}

/** The work's outcome, or the signal's reason as soon as it is given: work that waits for a zone may wait long. */
async function until<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Read = Awaited<ReturnType<typeof readAll>>;

/** The part that holds the database's horizon. */
async function readAll(parts: SnapshotParts, options: SnapshotOptions, store: ChunkStore, abort: AbortController) {
  const started = performance.now();
  const readers = options.readers ?? READERS;
  const paces = Array.from({ length: readers }, () => new Pace({ written: parts.written, restsMs: (options.budgetMs ?? BUDGET_MS) * RESTS, signal: abort.signal }));
  await Promise.all(paces.map((pace) => pace.look()));
  const session = await SnapshotSession.open(parts.url, readers, parts.schema, abort);
  try {
    const { schema } = session.seen;
    const gathered = new Map(schema.tables.map((table) => [table.name, { table, sums: new TableSums(), chunks: [] } satisfies Gathered as Gathered]));
    const sizes = await session.sizes();
    const ranges = schema.tables.map((table) => ({ table, size: sizes.get(table.name) ?? { pages: 0, bytes: 0 } }))
      .sort((a, b) => b.size.bytes - a.size.bytes).flatMap(({ table, size }) => rangesOf(table, size));
    const total = ranges.reduce((sum, { bytes }) => sum + bytes, 0);
    const pool = new BufferPool();
    let done = 0;
    const queue = ranges[Symbol.iterator]();
    options.progress?.({ done, total });
    await until(abort.signal, Promise.all(session.readers.map(async (client, reader) => {
      paces[reader]?.begin();
      for (const range of queue) {
        await readRange(client, range, gathered.get(range.table.name)?.sums ?? new TableSums(), pool, takerOf(store, paces[reader], range, gathered));
        done += range.bytes;
        options.progress?.({ done, total });
      }
    })));
    return { seen: session.seen, gathered, context: await readContext(session.sql), readMs: performance.now() - started, restedMs: Math.max(...paces.map(({ restedMs }) => restedMs)) };
  } catch (error) {
    // The other readers end too.
    abort.abort(error);
    throw reasonOf(abort.signal, error);
  } finally {
    await session.close();
  }
}

/** Gives a range's chunks their places as they come; where they lie is known later. */
function takerOf(store: ChunkStore, pace: Pace | undefined, range: PageRange, gathered: ReadonlyMap<string, Gathered>) {
  let count = 0;
  return async (rows: Parameters<ChunkStore['take']>[1]): Promise<void> => {
    const place = count++;
    await store.take(range.table.name, rows, (chunk) => gathered.get(range.table.name)?.chunks.push({ range: range.index, place, chunk }));
    await pace?.turn();
  };
}

function manifestOf(options: SnapshotOptions, { seen, gathered, context }: Read, files: SnapshotManifest['files']): SnapshotManifest {
  const packs = new Map<string, number>();
  const entries: PackEntry[] = [];
  const placeOf = (pack: PackEntry): number => {
    const known = packs.get(pack.id);
    if (known !== undefined) return known;
    packs.set(pack.id, entries.length);
    return entries.push(pack) - 1;
  };
  const { schema, ...moment } = seen;
  return {
    kind: 'snapshot', ...moment, chain: options.chain, migration: schema.migration, migrations: schema.migrations, schemaHash: schema.hash,
    tables: [...gathered.values()].map((table) => tableEntry(table, placeOf)),
    sequences: context.sequences, packs: entries, files,
  };
}

function tableEntry({ table: { name, columns }, sums, chunks }: Gathered, placeOf: (pack: PackEntry) => number): TableEntry {
  const appColumn = ownerColumn(name, columns.map((column) => column.name));
  return {
    name, columns: copyColumns(name, columns), ...(appColumn !== undefined && { appColumn, byApp: sums.byApp() }), ...sums.total(),
    chunks: chunks.sort((a, b) => a.range - b.range || a.place - b.place)
      .map(({ chunk: { frame: { pack, place }, ...chunk } }) => ({ ...chunk, pack: placeOf(pack), ...place })),
  };
}
