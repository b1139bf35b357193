import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatVerifierKey, signerOf } from '@parley/audit-log';
import { DirectoryKeyStore, makeKeys, openRootKeys, type Keys } from '@parley/crypto-at-rest';
import { createLogger } from '@parley/kernel';
import { DirectoryFiles } from '@parley/object-store';
import { createTestDatabase, sqlOf, testKeyringParts, testKeyStoreDirectory, testRootKeyAccess, type TestDatabase } from '@parley/testing';
import { BackupEngine } from '../../src/engine/backup-engine.js';
import type { Drill, EngineParts } from '../../src/engine/engine.types.js';
import { backupOverview } from '../../src/engine/overview.js';
import { claimedPlace, decodeManifest } from '../../src/format/manifest.js';
import type { ManifestContent, SnapshotManifest } from '../../src/format/manifest.types.js';
import type { RepositoryKeys } from '../../src/format/repository-keys.js';
import { openObject } from '../../src/format/sealed-object.js';
import { LedgerMirror } from '../../src/ledger/ledger-mirror.js';
import { namedSecrets, readLedgerRows, secretEpoch } from '../../src/ledger/ledger-rows.js';
import { openLedger, type OpenLedger } from '../../src/ledger/open-ledger.js';
import { segmentHeader } from '../../src/stream/segments/segment-codec.js';
import type { SegmentHeader } from '../../src/stream/segments/segment-header.js';
import { segmentTransactions, type SegmentTransaction } from '../../src/stream/segments/segment-transactions.js';
import { openZones } from '../../src/zones/open-zones.js';
import type { Zone } from '../../src/zones/zone.js';
import { CLOSED, WatchedDatabase } from './watched-database.js';

/** A segment of a zone, opened. */
export interface OpenedSegment {
  readonly header: SegmentHeader;
  readonly transactions: readonly SegmentTransaction[];
}

/** A database whose backups a spec writes and reads. */
export class BackedUp {
  readonly signer = Object.assign(signerOf('parley', generateKeyPairSync('ed25519').privateKey), { trusted: [] as never[] });
  readonly secrets = new DirectoryKeyStore(testKeyStoreDirectory());
  readonly files: DirectoryFiles;

  private constructor(
    readonly database: TestDatabase,
    readonly runtime: { readonly database: WatchedDatabase },
    readonly keys: Keys,
    private readonly directory: string,
  ) {
    this.files = new DirectoryFiles(join(directory, 'attachments'));
    Object.assign(this.signer, { trusted: [this.signer.key] });
  }

  static async create(): Promise<BackedUp> {
    const database = await createTestDatabase();
    const directory = await mkdtemp(join(tmpdir(), 'parley-backup-'));
    const closed = (await database.query<{ name: string }>(CLOSED)).map(({ name }) => name);
    const made = new BackedUp(database, { database: WatchedDatabase.open(database.url, closed) }, undefined as never, directory);
    Object.assign(made, { keys: makeKeys({ ...testKeyringParts({ store: made.secrets }), roots: await openRootKeys(sqlOf(database), testRootKeyAccess()) }) });
    return made;
  }

  placeOf(zone: string): string {
    return join(this.directory, zone);
  }

  engine(given: { zones?: readonly string[]; spool?: string; everySeconds?: number; url?: string; drill?: Drill; logger?: EngineParts['logger'] } = {}): BackupEngine {
    const { zones = ['near', 'far'], spool = 'spool', everySeconds = 86_400, url = this.database.backupUrl } = given;
    return new BackupEngine({
      settings: {
        zones: zones.map((name) => ({ name, place: this.placeOf(name) })), url, snapshotEverySeconds: everySeconds,
        spool: { directory: join(this.directory, spool), limits: { bytes: 200_000_000, objects: 10_000 } },
      },
      installation: { environment: 'development', region: 'local' }, drill: given.drill,
      db: this.runtime.database, keyring: this.keys.keyring, roots: testKeyringParts().roots, secrets: this.secrets, files: this.files, signer: this.signer,
      logger: given.logger ?? createLogger('backup', 'silent'),
    });
  }

  async overview() {
    return backupOverview(this.runtime.database.system());
  }

  zone(name: string): Zone {
    const [zone] = openZones([{ name, place: this.placeOf(name) }]);
    if (!zone) throw new Error('There is no such zone');
    return zone;
  }

  ledger(zone: string): Promise<OpenLedger> {
    return openLedger([this.zone(zone).ledger], testRootKeyAccess());
  }

  /** Brings a zone's keys up to date, as a worker does that has just started. */
  async mirrorKeys(zone: string, keys: RepositoryKeys): Promise<void> {
    const rows = () => readLedgerRows(sqlOf(this.database));
    const named = { secrets: this.secrets, epochOf: (name: string) => secretEpoch(sqlOf(this.database), name), named: () => namedSecrets(sqlOf(this.database)) };
    const mirror = new LedgerMirror({ keys, region: 'local', rows, ...named, lost: () => undefined, verifierKeys: () => [formatVerifierKey(this.signer.key)], stamp: Date.now }, this.zone(zone).ledger);
    await mirror.mirrorAll();
  }

  /** In their order, each bound to the one before it. */
  async manifests(zone: string): Promise<ManifestContent[]> {
    const { keys } = await this.ledger(zone);
    const { store } = this.zone(zone);
    const found: ManifestContent[] = [];
    for await (const { name } of store.list('manifests/')) {
      const object = (await store.read(name)) ?? Buffer.alloc(0);
      found.push(await decodeManifest(keys, [this.signer.key], claimedPlace(name, object), object));
    }
    return found;
  }

  async snapshots(zone: string): Promise<SnapshotManifest[]> {
    return (await this.manifests(zone)).filter((manifest) => manifest.kind === 'snapshot');
  }

  /** Those of a chain, in their order. */
  async segments(zone: string, chainId: string): Promise<OpenedSegment[]> {
    const { keys } = await this.ledger(zone);
    const { store } = this.zone(zone);
    const found: OpenedSegment[] = [];
    for await (const { name } of store.list(`chains/${chainId}/`)) {
      const content = await openObject(keys, 'segment', name, (await store.read(name)) ?? Buffer.alloc(0));
      found.push({ header: segmentHeader(content), transactions: [...segmentTransactions(content)] });
    }
    return found;
  }

  /** A row that a spec finds again in segments. */
  async mark(): Promise<string> {
    const id = randomBytes(12).toString('hex');
    await this.database.query('insert into accounts (id, display_name) values ($1, $2)', [id, 'marked']);
    return id;
  }

  async close(): Promise<void> {
    const [closed] = await Promise.allSettled([this.runtime.database.close()]);
    await this.database.query("select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database() and not active");
    await this.database.close();
    await rm(this.directory, { recursive: true, force: true });
    if (closed.status === 'rejected') throw closed.reason;
  }
}

/** The ids of accounts that segments insert, in their order. */
export const markedIn = (segments: readonly OpenedSegment[]): string[] =>
  segments.flatMap(({ transactions }) => transactions).flatMap(({ changes }) => changes).flatMap((change) => {
    if (change.kind !== 'insert' || change.relation.table !== 'accounts') return [];
    const value = change.row[change.relation.columns.findIndex(({ name }) => name === 'id')];
    return value && 'value' in value ? [value.value.toString()] : [];
  });
