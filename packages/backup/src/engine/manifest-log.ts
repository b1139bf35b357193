import { ObjectStoreError } from '@parley/object-store';
import type { CheckpointSigner, VerifierKey } from '@parley/audit-log';
import { BackupFault } from '../backup-fault.js';
import { claimedPlace, decodeManifest, encodeManifest, manifestName, manifestNumber, MANIFESTS, sha256 } from '../format/manifest.js';
import type { ManifestContent, SnapshotManifest } from '../format/manifest.types.js';
import type { RepositoryKeys } from '../format/repository-keys.js';
import { ZoneReader, type ReadableZone } from '../zones/zone-reader.js';

/** Beyond so many gaps and beginnings the last snapshot is of no use. */
const LOOK_BACK = 100;

/** What appending needs. */
export interface ManifestParts {
  readonly keys: RepositoryKeys;
  readonly signer: CheckpointSigner;
  readonly trusted: () => readonly VerifierKey[];
  readonly zones: readonly ReadableZone[];
  /** Up to which a zone was known to have them: their numbers are not given again, though every zone may have lost them. */
  readonly known: number;
  /** Resolves when it counts. */
  readonly submit: (name: string, object: Buffer, content: ManifestContent) => Promise<void>;
}

/** The manifests of a repository, in their order: the end of it is known, and each new one is bound to it. */
export class ManifestLog {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: ManifestParts,
    private number: number,
    private previous: string | undefined,
  ) {}

  /**
   * Finds the newest in the zones that answer. Rejects with ObjectStoreError where none does, and BackupFault where the newest
   * is not what a trusted key signed.
   */
  static async open(parts: ManifestParts): Promise<ManifestLog> {
    const number = await newestNumber(parts.zones);
    if (number === 0 && parts.known > 0) throw new BackupFault('missing', `No zone has a manifest, and there were ${parts.known}: give the zones new names, where they are to begin anew`);
    if (number === 0) return new ManifestLog(parts, 0, undefined);
    const { keys, trusted } = parts;
    const verify = async (name: string, object: Buffer): Promise<void> => void (await decodeManifest(keys, trusted(), claimedPlace(name, object), object));
    const { bytes } = await new ZoneReader(parts.zones).read(manifestName(number), { verify });
    if (claimedPlace(manifestName(number), bytes).number !== number) throw new BackupFault('broken_chain', `${manifestName(number)} says that it is another one`);
    return new ManifestLog(parts, Math.max(number, parts.known), sha256(bytes));
  }

  /** The number of the newest; 0 where there is none. */
  get newest(): number {
    return this.number;
  }

  /** The newest snapshot among the last ones; nothing where there is none. Rejects where a zone that may have a newer one does not answer. */
  async lastSnapshot(): Promise<SnapshotManifest | undefined> {
    for (let number = this.number; number > Math.max(0, this.number - LOOK_BACK); number -= 1) {
      const content = await this.read(number).catch(unlessLost);
      if (content?.kind === 'snapshot') return content;
    }
    return undefined;
  }

  /** Appends one; resolves with its number when it counts. One after the other, whoever calls. */
  append(content: ManifestContent): Promise<number> {
    const turn = this.last.then(() => this.write(content));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async read(number: number): Promise<ManifestContent> {
    const { keys, trusted, zones } = this.parts;
    let content: ManifestContent | undefined;
    const verify = async (name: string, object: Buffer): Promise<void> => {
      content = await decodeManifest(keys, trusted(), claimedPlace(name, object), object);
    };
    await new ZoneReader(zones).read(manifestName(number), { verify });
    return content as unknown as ManifestContent;
  }

  private async write(content: ManifestContent): Promise<number> {
    const place = { number: this.number + 1, ...(this.previous !== undefined && { previous: this.previous }) };
    const object = await encodeManifest(this.parts.keys, this.parts.signer, place, content);
    // Once handed over it may count, whatever is heard of it: the number is taken.
    [this.number, this.previous] = [place.number, sha256(object)];
    await this.parts.submit(manifestName(place.number), object, content);
    return place.number;
  }
}

/** What no zone has is passed over: what is told of it is told by verification. */
function unlessLost(error: unknown): undefined {
  if (!(error instanceof BackupFault && error.code === 'missing') || error.cause !== undefined) throw error;
}

async function newestNumber(zones: readonly ReadableZone[]): Promise<number> {
  let newest = 0;
  const failures: unknown[] = [];
  for (const { store } of zones) {
    try {
      for await (const { name } of store.list(MANIFESTS, manifestName(newest))) newest = Math.max(newest, manifestNumber(name));
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === zones.length) throw failures[0];
  return newest;
}
