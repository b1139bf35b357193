import type { KeyObject } from 'node:crypto';
import { FrameCompressor } from '../format/frame-compressor.js';
import { letGo } from '../format/let-go.js';
import { FRAME_OVERHEAD, PACK_BYTES, packName, PackWriter } from '../format/pack.js';
import { frameKeyUnder } from '../format/repository-keys.js';
import { ByteGate } from './byte-gate.js';
import type { RowsToStore } from './range-rows.js';
import type { StoredFrame } from './reusable.js';
import type { SnapshotParts } from './snapshot.types.js';

/** A chunk and where it lies. */
export interface StoredChunk extends Omit<RowsToStore, 'bytes' | 'release'> {
  readonly id: string;
  readonly bytes: number;
  readonly frame: StoredFrame;
}

/** Rows that are being compressed and sealed, in bytes. */
const UNDER_WAY = 8 * 1024 * 1024;
/** Of the pool's four, so that packs are written meanwhile. */
const THREADS = 2;

type Parts = Pick<SnapshotParts, 'keys' | 'appKey' | 'submit'>;

/** A frame in the pack that is being filled: what its pack is said to be, is known once that is full. */
interface Packed {
  readonly rows: Omit<RowsToStore, 'bytes' | 'release'> & { readonly id: string; readonly bytes: number };
  readonly place: StoredFrame['place'];
  readonly stored: (chunk: StoredChunk) => void;
}

/** Puts chunks into packs, and packs on their way; not those that are there already. */
export class ChunkStore {
  storedBytes = 0;
  reusedBytes = 0;
  private readonly appKeys = new Map<string, Promise<Buffer | undefined>>();
  private readonly gate = new ByteGate(UNDER_WAY);
  private readonly compressor = new FrameCompressor(THREADS);
  private readonly confirmations: Promise<void>[] = [];
  private pack: PackWriter | undefined;
  private packed: Packed[] = [];
  /** Of the pack that is being filled, by whose they are. */
  private readonly frameKeys = new Map<Buffer | undefined, KeyObject>();
  /** One pack is filled at a time. */
  private filling: Promise<void> = Promise.resolve();
  private fault: { readonly error: unknown } | undefined;

  /** `there` is what need not be stored; what is stored joins it. */
  constructor(
    private readonly parts: Parts,
    private readonly there: Map<string, StoredFrame>,
    private readonly packBytes: number = PACK_BYTES,
  ) {}

  /**
   * Takes rows of a table: resolves when more may come. `stored` is told where they lie, at the latest when `finish` has
   * resolved. Rejects with whatever went wrong with rows that were taken before.
   */
  async take(table: string, { app, apps, rows, bytes, release }: RowsToStore, stored: (chunk: StoredChunk) => void): Promise<void> {
    this.check();
    const key = app === undefined ? undefined : await this.appKey(app);
    // Of an app whose keys are destroyed, what is there still rests under the repository's key, as what it shares does.
    const owner = key ? { app } : { ...((apps ?? app) !== undefined && { apps: apps ?? [app as string] }) };
    const id = this.parts.keys.chunkId(table, key ? (app ?? '') : '', bytes);
    const described = { ...owner, rows, bytes: bytes.length, id };
    const frame = this.there.get(id);
    if (frame) {
      release();
      this.reusedBytes += frame.place.length;
      return stored({ ...described, frame });
    }
    await this.gate.enter(bytes.length);
    void this.put(described, bytes, key, stored).finally(() => {
      release();
      this.gate.leave(bytes.length);
    });
  }

  /** Resolves when all is confirmed. */
  async finish(): Promise<void> {
    await this.gate.enter(UNDER_WAY);
    this.gate.leave(UNDER_WAY);
    await this.filling;
    this.check();
    await this.close();
    await Promise.all(this.confirmations);
  }

  /** Zeroes the apps' keys, and frees what is outside of the heap. */
  async forget(): Promise<void> {
    this.compressor.close();
    for (const key of await Promise.allSettled(this.appKeys.values())) if (key.status === 'fulfilled') key.value?.fill(0);
  }

  private check(): void {
    if (this.fault) throw this.fault.error;
  }

  private appKey(app: string): Promise<Buffer | undefined> {
    let key = this.appKeys.get(app);
    if (!key) this.appKeys.set(app, (key = this.parts.appKey(app)));
    return key;
  }

  private async put(rows: Packed['rows'], bytes: Buffer, key: Buffer | undefined, stored: Packed['stored']): Promise<void> {
    try {
      const compressed = await this.compressor.compress(bytes);
      const turn = this.filling.then(() => this.seal(rows, compressed, key, stored));
      this.filling = turn.catch(() => undefined);
      await turn;
    } catch (error) {
      this.fault ??= { error };
    }
  }

  private async seal(rows: Packed['rows'], compressed: Buffer, key: Buffer | undefined, stored: Packed['stored']): Promise<void> {
    this.check();
    if (this.pack && this.pack.size + compressed.length + FRAME_OVERHEAD > this.packBytes) await this.close();
    this.pack ??= new PackWriter(this.parts.keys.repository, undefined, Buffer.allocUnsafeSlow(this.packBytes));
    const place = this.pack.add(rows.id, compressed, (salt) => this.frameKey(key, salt));
    letGo(compressed);
    this.packed.push({ rows, place, stored });
  }

  /** Of one pack, whose salt it is made with. */
  private frameKey(key: Buffer | undefined, salt: Buffer): KeyObject {
    let made = this.frameKeys.get(key);
    if (!made) this.frameKeys.set(key, (made = key ? frameKeyUnder(key, salt) : this.parts.keys.frameKey(salt)));
    return made;
  }

  private async close(): Promise<void> {
    const { pack, packed } = this;
    [this.pack, this.packed] = [undefined, []];
    this.frameKeys.clear();
    if (!pack) return;
    const { entry, object } = pack.finish();
    for (const { rows, place, stored } of packed) {
      this.there.set(rows.id, { pack: entry, place });
      stored({ ...rows, frame: { pack: entry, place } });
    }
    this.storedBytes += object.length;
    const { confirmed } = await this.parts.submit(packName(entry.id), object, Buffer.from(entry.sha256, 'hex').toString('base64'));
    this.confirmations.push(confirmed);
    // It is waited for at the end; until then its failure stops what is under way.
    confirmed.catch((error: unknown) => (this.fault ??= { error }));
  }
}
