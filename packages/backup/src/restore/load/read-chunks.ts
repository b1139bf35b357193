import { BackupFault } from '../../backup-fault.js';
import type { ChunkEntry, SnapshotManifest } from '../../format/manifest.types.js';
import { letGo } from '../../format/let-go.js';
import { openFrame, packName } from '../../format/pack.js';
import type { RepositoryKeys } from '../../format/repository-keys.js';
import { readOpened, type BackupReader } from '../backup-reader.js';
import type { AppKey } from './closed-apps.js';
import { FrameKeys } from './frame-keys.js';

/** What frames are read and opened with. */
export interface FrameParts {
  readonly reader: BackupReader;
  readonly keys: RepositoryKeys;
  readonly appKey: AppKey;
}

/** Frames that lie near each other in a pack are read by one request of at most so many bytes. */
const RUN_BYTES = 4 * 1024 * 1024;
/** So many bytes between two of them, which are others', cost less than another request. */
const GAP_BYTES = 128 * 1024;
/** Runs that are read ahead of whoever takes the rows. */
const AHEAD = 2;

type Reading = Pick<FrameParts, 'reader' | 'keys'> & { readonly frameKeys: FrameKeys };

/** The rows of chunks, in the order in which they lie in packs, each as COPY BINARY has them. Raises BackupFault `missing` where no zone has a chunk good. */
export async function* readChunks(parts: FrameParts, { packs }: Pick<SnapshotManifest, 'packs'>, chunks: readonly ChunkEntry[]): AsyncGenerator<{ readonly chunk: ChunkEntry; readonly rows: Buffer }> {
  const runs = runsOf(chunks.toSorted((one, other) => one.pack - other.pack || one.offset - other.offset));
  const from: Reading = { reader: parts.reader, keys: parts.keys, frameKeys: new FrameKeys(parts.keys, parts.appKey) };
  const ahead: Promise<{ chunk: ChunkEntry; rows: Buffer }[]>[] = [];
  const more = (): void => {
    const run = runs.next();
    if (run.done) return;
    const read = readRun(from, packs, run.value);
    read.catch(() => undefined); // whoever takes it, is told
    ahead.push(read);
  };
  try {
    for (let n = 0; n < AHEAD; n += 1) more();
    for (let next = ahead.shift(); next; next = ahead.shift()) {
      const opened = await next;
      more();
      yield* opened;
    }
  } finally {
    await Promise.allSettled(ahead);
    await from.frameKeys.forget();
  }
}

function* runsOf(chunks: readonly ChunkEntry[]): Generator<readonly ChunkEntry[], void> {
  let run: ChunkEntry[] = [];
  for (const chunk of chunks) {
    const [first, last] = [run[0], run.at(-1)];
    const goesOn = first && last && chunk.pack === last.pack && chunk.offset - last.offset - last.length <= GAP_BYTES && chunk.offset + chunk.length - first.offset <= RUN_BYTES;
    if (!goesOn && run.length > 0) {
      yield run;
      run = [];
    }
    run.push(chunk);
  }
  if (run.length > 0) yield run;
}

async function readRun(parts: Reading, packs: SnapshotManifest['packs'], run: readonly ChunkEntry[]): Promise<{ chunk: ChunkEntry; rows: Buffer }[]> {
  try {
    return await readFrames(parts, packs, run);
  } catch (error) {
    // One zone may have one of them bad, and another zone another one.
    if (run.length === 1 || !(error instanceof BackupFault && error.code === 'missing')) throw error;
    return (await Promise.all(run.map((chunk) => readFrames(parts, packs, [chunk])))).flat();
  }
}

async function readFrames({ reader, keys, frameKeys }: Reading, packs: SnapshotManifest['packs'], run: readonly ChunkEntry[]): Promise<{ chunk: ChunkEntry; rows: Buffer }[]> {
  const [first, last] = [run[0], run.at(-1)];
  const pack = first && packs[first.pack];
  if (!first || !last || !pack) throw new BackupFault('malformed', 'A manifest names a pack that it does not list');
  const open = async (bytes: Buffer): Promise<{ chunk: ChunkEntry; rows: Buffer }[]> => {
    const opened: { chunk: ChunkEntry; rows: Buffer }[] = [];
    for (const chunk of run) {
      const start = chunk.offset - first.offset;
      opened.push({ chunk, rows: openFrame(keys.repository, chunk.id, chunk.number, bytes.subarray(start, start + chunk.length), await frameKeys.of(pack, chunk.app)) });
    }
    letGo(bytes);
    return opened;
  };
  return readOpened(reader, packName(pack.id), open, { from: first.offset, to: last.offset + last.length });
}
