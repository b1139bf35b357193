import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signerOf } from '@parley/audit-log';
import {
  ChangeStream, encodeManifest, formatLsn, manifestName, publishedSchema, RepositoryKeys, ReplicationConnection, RepositoryView, sayHeartbeat, sealObject, sha256, takeSnapshot,
  type ChainIdentity, type ManifestContent, type SnapshotManifest,
} from '@parley/backup';
import { PUBLICATION, readCatalog } from '@parley/persistence';
import { createTestDatabase, eventually, sqlOf, withClient, type TestDatabase } from '@parley/testing';
import { MemoryZones } from './memory-zones.js';

/** A database whose snapshots and changes go to zones in memory. */
export class BackedUp {
  readonly zones = new MemoryZones(2);
  readonly keys = new RepositoryKeys({ id: 'r', environment: 'development' }, randomBytes(32));
  /** Apps whose keys were destroyed. */
  readonly destroyed = new Set<string>();
  private readonly signer = signerOf('parley', generateKeyPairSync('ed25519').privateKey);
  private readonly appKeys = new Map<string, Buffer>();
  private readonly spill = mkdtempSync(join(tmpdir(), 'parley-spill-'));
  private stream: ChangeStream | undefined;
  private newestHeartbeat = '';
  private manifest: { number: number; previous?: string } = { number: 0 };
  private last: SnapshotManifest | undefined;

  private constructor(
    readonly database: TestDatabase,
    readonly chain: ChainIdentity,
  ) {}

  /** Its chain begins. */
  static async open(): Promise<BackedUp> {
    const database = await createTestDatabase({ madeUp: true });
    // What specs record events by is no part of the schema that is restored.
    await database.query('drop schema emitted cascade');
    const name = new URL(database.adminUrl).pathname.slice(1);
    // The specs' server writes its log a moment after a commit; the stream has what is written.
    await withClient(database.adminUrl, (client) => client.query(`alter database ${name} set synchronous_commit = on`));
    const connection = await ReplicationConnection.open(database.backupUrl);
    const slot = `spec_${name.slice(-12)}`;
    const { consistentPoint } = await connection.createSlot(slot);
    await connection.close();
    const backedUp = new BackedUp(database, { id: 'c1', slot, systemIdentifier: '7', timeline: 1, consistentPoint: formatLsn(consistentPoint) });
    await backedUp.put({ kind: 'chain', at: new Date().toISOString(), chain: backedUp.chain });
    backedUp.stream = await ChangeStream.start({
      url: database.backupUrl, slot, publication: PUBLICATION, chain: 'c1', catalog: await readCatalog(sqlOf(database)), spillDirectory: backedUp.spill, from: consistentPoint, previous: null,
      deliver: async ({ name: segment, content, header }) => {
        const object = `chains/c1/${segment}`;
        backedUp.zones.put(object, await sealObject(backedUp.keys, 'segment', object, content));
        backedUp.newestHeartbeat = header.heartbeat?.at ?? backedUp.newestHeartbeat;
        backedUp.stream?.confirm(BigInt(`0x${header.end}`));
      },
    });
    return backedUp;
  }

  /** Takes a snapshot, and answers its number. */
  async snapshot(): Promise<number> {
    const { manifest } = await takeSnapshot({
      url: this.database.backupUrl, keys: this.keys, written: async () => 0, files: async () => [],
      appKey: async (app) => this.appKey(app),
      submit: async (name, object) => {
        this.zones.put(name, object);
        return { confirmed: Promise.resolve() };
      },
      schema: publishedSchema,
    }, { chain: this.chain, ...(this.last && { previous: this.last }) });
    this.last = manifest;
    return this.put(manifest);
  }

  /** Writes the next manifest. */
  async put(content: ManifestContent): Promise<number> {
    const place = { number: this.manifest.number + 1, ...(this.manifest.previous !== undefined && { previous: this.manifest.previous }) };
    const object = await encodeManifest(this.keys, this.signer, place, content);
    this.zones.put(manifestName(place.number), object);
    this.manifest = { number: place.number, previous: sha256(object) };
    return place.number;
  }

  /** Resolves once everything that was committed before is in the zones. */
  async drained(): Promise<void> {
    const at = new Date().toISOString();
    // Something happens, so that the heartbeat ends a segment.
    await this.database.query("select pg_logical_emit_message(true, 'spec', '')");
    await sayHeartbeat(sqlOf(this.database));
    await eventually('a heartbeat comes', () => this.newestHeartbeat >= at);
  }

  view(): Promise<RepositoryView> {
    return RepositoryView.read(this.zones, this.keys, [this.signer.key]);
  }

  /** By the database's clock, in microseconds since 1970. */
  async now(): Promise<number> {
    const [row] = await this.database.query<{ now: string }>('select (extract(epoch from clock_timestamp()) * 1000000)::bigint::text as now');
    return Number(row!.now);
  }

  /** A copy: what is handed out may be zeroed. */
  readonly appKey = async (app: string): Promise<Buffer | undefined> => {
    if (this.destroyed.has(app)) return undefined;
    const key = this.appKeys.get(app) ?? randomBytes(32);
    this.appKeys.set(app, key);
    return Buffer.from(key);
  };

  async close(): Promise<void> {
    await this.stream?.stop();
    rmSync(this.spill, { recursive: true });
    await this.database.query('select pg_drop_replication_slot($1)', [this.chain.slot]);
    await this.database.close();
  }
}
