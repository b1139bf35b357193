import type { VerifierKey } from '@parley/audit-log';
import { BackupFault } from '../../backup-fault.js';
import { claimedPlace, decodeManifest, manifestName, sha256, type ManifestPlace } from '../../format/manifest.js';
import type { ChainManifest, GapManifest, ManifestContent, SnapshotManifest } from '../../format/manifest.types.js';
import type { RepositoryKeys } from '../../format/repository-keys.js';
import { goneManifests } from '../../expiry/expiry-record.js';
import { readOpened, type BackupReader } from '../backup-reader.js';

/** A snapshot without the lists of what it is made of, which are read again for the one that is restored. */
export type SnapshotHead = Omit<SnapshotManifest, 'tables' | 'packs' | 'files' | 'migrations'> & { readonly number: number; readonly bytes: number };

/** What a manifest says, and its number. */
export type Numbered<T> = T & { readonly number: number };

/** A manifest that no zone has as it should be. */
export interface BadManifest {
  readonly number: number;
  readonly reason: string;
}

const PREFIX = 'manifests/';

/**
 * What the manifests of a repository say, in their order: each is signed by a trusted key and follows the one before it; what
 * is missing or bad in one zone is taken from another. One that is bad everywhere is told of, and leaves the others good.
 */
export class RepositoryView {
  private constructor(
    private readonly reader: BackupReader,
    private readonly keys: RepositoryKeys,
    private readonly places: ReadonlyMap<number, ManifestPlace>,
    private readonly trusted: readonly VerifierKey[],
    readonly snapshots: readonly SnapshotHead[],
    readonly chains: readonly Numbered<ChainManifest>[],
    readonly gaps: readonly Numbered<GapManifest>[],
    readonly bad: readonly BadManifest[],
  ) {}

  /** Reads all manifests that there are, but those that expiry says are gone. Rejects where no zone answers. */
  static async read(reader: BackupReader, keys: RepositoryKeys, trusted: readonly VerifierKey[], progress?: (done: number, total: number) => void): Promise<RepositoryView> {
    const [snapshots, chains, gaps, bad]: [SnapshotHead[], Numbered<ChainManifest>[], Numbered<GapManifest>[], BadManifest[]] = [[], [], [], []];
    const places = new Map<number, ManifestPlace>();
    let previous: string | undefined;
    const gone = await goneManifests(reader, keys);
    const all = await numbers(reader);
    for (const [done, number] of all.entries()) {
      progress?.(done + 1, all.length);
      if (gone.has(number)) {
        previous = undefined;
        continue;
      }
      try {
        const { content, place, hash } = await readManifest(reader, keys, trusted, number, previous);
        places.set(number, place);
        previous = hash;
        if (content.kind === 'snapshot') snapshots.push(headOf(number, content));
        else if (content.kind === 'chain') chains.push({ ...content, number });
        else gaps.push({ ...content, number });
      } catch (error) {
        if (!(error instanceof BackupFault)) throw error;
        bad.push({ number, reason: error.message });
        previous = undefined;
      }
    }
    return new RepositoryView(reader, keys, places, trusted, snapshots, chains, gaps, bad);
  }

  /** All that a snapshot says. Raises BackupFault `missing`. */
  async snapshot(number: number): Promise<SnapshotManifest> {
    const place = this.places.get(number);
    if (!place) throw new BackupFault('missing', `There is no ${manifestName(number)}`);
    const content = await readOpened(this.reader, manifestName(number), (object) => decodeManifest(this.keys, this.trusted, place, object));
    if (content.kind !== 'snapshot') throw new BackupFault('missing', `${manifestName(number)} is no snapshot`);
    return content;
  }
}

/** From the oldest to the newest, with those between them that no zone lists. */
async function numbers(reader: BackupReader): Promise<number[]> {
  const there: number[] = [];
  for await (const name of reader.list(PREFIX)) if (/^\d{10}$/.test(name.slice(PREFIX.length))) there.push(Number(name.slice(PREFIX.length)));
  const [first, last] = [there[0], there.at(-1)];
  return first === undefined || last === undefined ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

interface ReadManifest {
  readonly content: ManifestContent;
  readonly place: ManifestPlace;
  readonly hash: string;
}

/** Behind one that is not known, what a manifest says is before it is believed: it is signed. */
async function readManifest(reader: BackupReader, keys: RepositoryKeys, trusted: readonly VerifierKey[], number: number, previous: string | undefined): Promise<ReadManifest> {
  const name = manifestName(number);
  return readOpened(reader, name, async (object) => {
    const claimed = claimedPlace(name, object);
    const place = { number, ...(previous === undefined ? claimed.previous !== undefined && { previous: claimed.previous } : { previous }) };
    return { content: await decodeManifest(keys, trusted, place, object), place, hash: sha256(object) };
  });
}

function headOf(number: number, { tables, packs, files, migrations, ...head }: SnapshotManifest): SnapshotHead {
  return { ...head, number, bytes: tables.reduce((sum, { chunks }) => chunks.reduce((of, chunk) => of + chunk.bytes, sum), 0) };
}
