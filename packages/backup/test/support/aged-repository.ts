import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { signerOf } from '@parley/audit-log';
import {
  encodeManifest, formatLsn, lsnName, manifestName, packName, prepareZone, RepositoryKeys, RepositoryView, sealObject, segmentName, sha256, ZoneBackups,
  type Confirmed, type ManifestContent, type PackEntry, type SnapshotManifest, type Zone,
} from '../../src/index.js';
import { encodeRootObject, ROOT_OBJECT } from '../../src/ledger/root-object.js';
import { encodeSegment } from '../../src/stream/segments/segment-codec.js';

const HOUR = 3_600_000;

type PutObject = (name: string, object: Buffer) => unknown;

/** As a zone has it in a directory. */
export const intoDirectory = (directory: string): PutObject => async (name, object) => {
  const path = join(directory, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, object, { flag: 'wx' });
};

/** A repository whose zones hold what a worker wrote over many days: a segment each hour, a snapshot every twelfth. */
export class AgedRepository {
  readonly repository = { id: 'r', environment: 'development' };
  readonly keys = new RepositoryKeys(this.repository, randomBytes(32));
  readonly signer = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
  /** The pack that only one snapshot names, by its manifest's number. */
  readonly packs = new Map<number, string>();
  private readonly entries = new Map<string, PackEntry>();
  private hour = 0;
  private manifest: { number: number; previous?: string } = { number: 0 };
  private previousSegment: string | null = null;
  private readonly shared = randomBytes(16).toString('hex');

  constructor(
    readonly zones: readonly Zone[],
    /** What puts objects into them without waiting for the disk, and over nothing. */
    private readonly puts: readonly PutObject[],
    private readonly start: number,
  ) {}

  private get chain() {
    return { id: 'c1', slot: 's', systemIdentifier: '7', timeline: 1, consistentPoint: formatLsn(1n) };
  }

  /** What a database would know of it: how far its chain and its manifests are in the zones. */
  get confirmed(): Confirmed {
    return { chains: [{ chain: this.chain.id, lsn: formatLsn(this.placeOf(this.hour)) }], manifest: this.manifest.number };
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return this.start + this.hour * HOUR;
  }

  async begin(): Promise<void> {
    for (const zone of this.zones) await prepareZone(zone, this.repository);
    await this.pack(this.shared);
    await this.writeKeys();
    await this.append({ kind: 'chain', at: new Date(this.now).toISOString(), chain: this.chain });
  }

  /** So many hours pass. */
  async pass(hours: number): Promise<void> {
    for (let each = 0; each < hours; each += 1) {
      if (this.hour % 12 === 0) await this.snapshot();
      await this.segment();
      this.hour += 1;
    }
  }

  async put(name: string, object: Buffer): Promise<void> {
    for (const put of this.puts) await put(name, object);
  }

  view(): Promise<RepositoryView> {
    return RepositoryView.read(this.reader, this.keys, [this.signer.key]);
  }

  get reader(): ZoneBackups {
    return new ZoneBackups(this.zones);
  }

  /** Its transactions are of this hour; the snapshot in its middle did not see those that began in the hour before. */
  private async segment(): Promise<void> {
    const [start, end] = [this.placeOf(this.hour), this.placeOf(this.hour + 1)];
    const name = segmentName({ start, end });
    const content = encodeSegment({
      v: 1, chain: 'c1', start: lsnName(start), end: lsnName(end), previous: this.previousSegment, transactions: 1, xids: { min: String(this.hour * 10), max: String(this.hour * 10 + 9) },
      committed: { first: this.now * 1000, last: (this.now + HOUR - 1) * 1000 }, heartbeat: { at: new Date(this.now).toISOString(), xmax: String(this.hour * 10) },
      apps: [], shared: false, tables: [], ledger: false, secrets: [], revoked: [], migrations: [], drift: [],
    }, []);
    this.previousSegment = createHash('sha256').update(content).digest('hex');
    await this.put(`chains/c1/${name}`, await sealObject(this.keys, 'segment', `chains/c1/${name}`, content));
  }

  private async snapshot(): Promise<void> {
    const id = randomBytes(16).toString('hex');
    const [file, bytes] = [`app/${id}`, randomBytes(10)];
    await this.put(`files/${file}`, bytes);
    const content: SnapshotManifest = {
      kind: 'snapshot', at: new Date(this.now).toISOString(), chain: this.chain, lsn: formatLsn(this.placeOf(this.hour) + 50n),
      visibility: `${Math.max(0, this.hour - 1) * 10 + 3}:${this.hour * 10 + 5}:${Math.max(0, this.hour - 1) * 10 + 3}`,
      migration: 'm', migrations: ['m'], schemaHash: '', tables: [], sequences: [], packs: [await this.pack(this.shared), await this.pack(id)], files: [{ name: file, size: bytes.length, sha256: sha256(bytes) }],
    };
    this.packs.set(await this.append(content), packName(id));
  }

  /** As a worker does that is asked to. */
  async writeKeys(): Promise<void> {
    const root = encodeRootObject(this.keys, { repository: this.repository, at: this.start, region: 'local', rootKeys: [], recipients: [], backupTenant: {}, verifierKeys: [] });
    for (const { ledger } of this.zones) await ledger.replace(ROOT_OBJECT, root);
  }

  /** What manifests say of a pack, which is put into the zones at the first time. */
  private async pack(id: string): Promise<PackEntry> {
    const known = this.entries.get(id);
    if (known) return known;
    const bytes = randomBytes(100);
    await this.put(packName(id), bytes);
    const entry = { id, size: bytes.length, sha256: sha256(bytes), salt: '' };
    this.entries.set(id, entry);
    return entry;
  }

  private async append(content: ManifestContent): Promise<number> {
    const place = { number: this.manifest.number + 1, ...(this.manifest.previous !== undefined && { previous: this.manifest.previous }) };
    const object = await encodeManifest(this.keys, this.signer, place, content);
    await this.put(manifestName(place.number), object);
    this.manifest = { number: place.number, previous: sha256(object) };
    return place.number;
  }

  private placeOf(hour: number): bigint {
    return BigInt(hour) * 100n + 1n;
  }
}
