import type { ChunkEntry, SnapshotManifest, TableEntry } from '../format/manifest.types.js';
import { openFrame, packName, type PackEntry } from '../format/pack.js';
import { frameKeyUnder, type RepositoryKeys } from '../format/repository-keys.js';
import { BackupFault } from '../backup-fault.js';
import { eachTuple } from './copy-binary.js';
import { firstField } from './range-rows.js';
import { crcOf, TableSums, type Summed } from './row-sum.js';

/** A chunk of a snapshot, and in which bytes of which object its frame lies. */
export interface ChunkPlace {
  readonly table: TableEntry;
  readonly chunk: ChunkEntry;
  readonly pack: PackEntry;
  readonly object: string;
  readonly offset: number;
  readonly length: number;
}

/** The chunks of a table in the order of its pages; with `app`, only those that have rows of its. */
export function* chunkPlaces(manifest: SnapshotManifest, table: TableEntry, app?: string): Iterable<ChunkPlace> {
  for (const chunk of table.chunks) {
    if (app !== undefined && chunk.app !== app && !chunk.apps?.includes(app)) continue;
    const pack = manifest.packs[chunk.pack];
    if (!pack) throw new BackupFault('malformed', `The snapshot names a pack that it does not list (chunk ${chunk.id.slice(0, 8)})`);
    yield { table, chunk, pack, object: packName(pack.id), offset: chunk.offset, length: chunk.length };
  }
}

/**
 * The rows of a chunk, as tuples of COPY BINARY, from its frame's bytes. `appKey` is that of `chunk.app`, where it has one.
 * Raises BackupFault `unreadable`, or `malformed` where they are not the rows that the manifest names.
 */
export async function openChunk(keys: RepositoryKeys, { table, chunk, pack }: ChunkPlace, frame: Buffer, appKey?: Buffer): Promise<Buffer> {
  if ((chunk.app === undefined) !== (appKey === undefined)) throw new BackupFault('unreadable', `Chunk ${chunk.id.slice(0, 8)} is sealed under another key than is given`);
  const salt = Buffer.from(pack.salt, 'hex');
  const rows = openFrame(keys.repository, chunk.id, chunk.number, frame, appKey ? frameKeyUnder(appKey, salt) : keys.frameKey(salt));
  if (keys.chunkId(table.name, chunk.app ?? '', rows) !== chunk.id) throw new BackupFault('malformed', `Chunk ${chunk.id.slice(0, 8)} holds other rows`);
  return rows;
}

/** Of the rows of a chunk that apps share, those of one of them. */
export function rowsOfApp(rows: Buffer, app: string): Buffer {
  const own: Buffer[] = [];
  eachTuple(rows, (bytes, start, end) => {
    if (firstField(bytes, start) === app) own.push(bytes.subarray(start, end));
  });
  return Buffer.concat(own);
}

/** Counts and sums rows as a snapshot does (README, "Checksums"): to compare with a table's entry what a restore has made. */
export class RowCheck {
  private readonly sums = new TableSums();

  /** `table` says whether the first column says whose a row is. The rows' columns are in the entry's order. */
  constructor(private readonly table: Pick<TableEntry, 'appColumn'>) {}

  /** A tuple of COPY BINARY. */
  readonly add = (bytes: Buffer, start: number, end: number): void => {
    this.sums.of(this.table.appColumn === undefined ? '' : firstField(bytes, start)).add(crcOf(bytes, start, end), end - start);
  };

  total(): Summed {
    return this.sums.total();
  }

  byApp(): Record<string, Summed> {
    return this.sums.byApp();
  }
}
