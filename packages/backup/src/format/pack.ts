import { createHash, randomBytes, type KeyObject } from 'node:crypto';
import { BackupFault } from '../backup-fault.js';
import { decompressNow } from './compression.js';
import { openBytes, sealBytes } from './gcm.js';
import { letGo } from './let-go.js';
import { KEY_BYTES, type Repository } from './repository-keys.js';

const MAGIC = Buffer.from('PBP1');

/** The size of a pack that a writer closes: one request of an object store takes it whole. */
export const PACK_BYTES = 16 * 1024 * 1024;

/** What a frame has more than what is compressed in it. */
export const FRAME_OVERHEAD = 16;

/** Where a frame lies in its pack. */
export interface FramePlace {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
}

/** What a manifest says of a pack: where it lies, and what its bytes must be. */
export interface PackEntry {
  readonly id: string;
  readonly size: number;
  /** Of the whole object, in hex: by it a pack is verified without any key. */
  readonly sha256: string;
  /** In hex. */
  readonly salt: string;
}

/** The object's name. */
export const packName = (id: string): string => `packs/${id.slice(0, 2)}/${id}`;

/** A pack that is being filled: frames, each under the key of whom its rows belong to, and for its chunk only. */
export class PackWriter {
  private readonly salt = randomBytes(KEY_BYTES);
  private number = 0;
  /** Bytes so far. */
  size = MAGIC.length + KEY_BYTES;

  constructor(
    private readonly repository: Repository,
    readonly id: string = randomBytes(16).toString('hex'),
    /** Where it is made, as long as it fits. */
    private object: Buffer = Buffer.alloc(0),
  ) {
    this.reserve(0);
    this.salt.copy(this.object, MAGIC.copy(this.object));
  }

  /** Adds a compressed chunk, sealed under the key that `keyFor` makes of the pack's salt. */
  add(chunkId: string, compressed: Buffer, keyFor: (salt: Buffer) => KeyObject): FramePlace {
    const [sealed, tag] = sealBytes(keyFor(this.salt), this.number, binding(this.repository, chunkId), compressed);
    const place = { number: this.number, offset: this.size, length: sealed.length + tag.length };
    this.reserve(place.length);
    tag.copy(this.object, this.size + sealed.copy(this.object, this.size));
    letGo(sealed);
    this.number += 1;
    this.size += place.length;
    return place;
  }

  /** The whole object, and what the manifest says of it. */
  finish(): { readonly entry: PackEntry; readonly object: Buffer } {
    const object = this.object.subarray(0, this.size);
    return { object, entry: { id: this.id, size: this.size, sha256: createHash('sha256').update(object).digest('hex'), salt: this.salt.toString('hex') } };
  }

  private reserve(more: number): void {
    if (this.size + more <= this.object.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.size + more, 2 * this.object.length));
    this.object.copy(larger, 0, 0, this.size);
    this.object = larger;
  }
}

/** The chunk that a frame's bytes hold. Raises BackupFault `unreadable`: another key, chunk or place, or changed. */
export function openFrame(repository: Repository, chunkId: string, number: number, frame: Buffer, key: KeyObject): Buffer {
  const compressed = openBytes(key, number, binding(repository, chunkId), frame);
  if (!compressed) throw new BackupFault('unreadable', `A frame of chunk ${chunkId.slice(0, 8)} does not open`);
  const rows = decompressNow(compressed);
  letGo(compressed);
  return rows;
}

const binding = ({ environment, id }: Repository, chunkId: string): string[] => ['parley backup frame v1', environment, id, chunkId];
