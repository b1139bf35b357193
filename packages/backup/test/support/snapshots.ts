import { randomBytes } from 'node:crypto';
import pg from 'pg';
import {
  chunkPlaces, COPY_HEADER, COPY_TRAILER, openChunk, RepositoryKeys, type SnapshotManifest, type SnapshotOptions, type SnapshotParts, type SnapshotTable, type TableEntry,
} from '@parley/backup';
import type { Sql } from '@parley/persistence';

export const CHAIN = { id: 'chain', slot: 'slot', systemIdentifier: '7', timeline: 1, consistentPoint: '0/1' };
export const OPTIONS: SnapshotOptions = { chain: CHAIN };

const COLUMNS = `
  select c.relname as name, json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum) as columns
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
  where c.relnamespace = 'public'::regnamespace and c.relname = any($1) group by c.relname order by c.relname`;

/** Packs in memory, apps' keys, and a schema of chosen tables. */
export class TestZone {
  readonly objects = new Map<string, Buffer>();
  readonly keys = new RepositoryKeys({ id: 'one', environment: 'development' }, randomBytes(32));
  readonly appKeys = new Map<string, Buffer>();
  /** Apps whose keys are destroyed. */
  readonly destroyed = new Set<string>();
  /** Called after each reading of the schema. */
  onSchema: (sql: Pick<Sql, 'query'>) => Promise<unknown> = () => Promise.resolve();
  /** How often others have written. */
  written: () => Promise<number> = async () => 0;
  /** A pack is taken over no sooner. */
  gate: Promise<unknown> = Promise.resolve();

  parts(url: string, tables: readonly string[]): SnapshotParts {
    return {
      url, keys: this.keys, written: () => this.written(), files: async (names) => names.map((name) => ({ name, size: 1, sha256: name })),
      appKey: async (app) => this.appKey(app),
      submit: async (name, object) => {
        await this.gate;
        this.objects.set(name, Buffer.from(object));
        return { confirmed: Promise.resolve() };
      },
      schema: async (sql) => {
        const found = await sql.query<{ name: string; columns: SnapshotTable['columns'] }>(COLUMNS, [tables]);
        await this.onSchema(sql);
        return { tables: found, migration: 'm', migrations: ['m'], hash: JSON.stringify(found) };
      },
    };
  }

  /** A copy: what is handed out is zeroed. */
  appKey(app: string): Buffer | undefined {
    if (this.destroyed.has(app)) return undefined;
    const key = this.appKeys.get(app) ?? randomBytes(32);
    this.appKeys.set(app, key);
    return Buffer.from(key);
  }

  /** The rows of a table, chunk by chunk, opened from its packs. */
  async rows(manifest: SnapshotManifest, table: TableEntry): Promise<Buffer[]> {
    const all: Buffer[] = [];
    for (const place of chunkPlaces(manifest, table)) {
      const object = this.objects.get(place.object) ?? Buffer.alloc(0);
      all.push(await openChunk(this.keys, place, object.subarray(place.offset, place.offset + place.length), place.chunk.app === undefined ? undefined : this.appKey(place.chunk.app)));
    }
    return all;
  }
}

/** Writes rows into a table by COPY. */
export async function load(client: pg.Client, into: string, { columns }: TableEntry, rows: readonly Buffer[]): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    client.query({
      submit: (connection: pg.Connection) => connection.query(`copy ${into} (${columns.map(({ name }) => `"${name}"`).join(', ')}) from stdin (format binary)`),
      handleCopyInResponse: (connection: { sendCopyFromChunk(bytes: Buffer): void; endCopyFrom(): void }) => {
        for (const bytes of [COPY_HEADER, ...rows, COPY_TRAILER]) connection.sendCopyFromChunk(bytes);
        connection.endCopyFrom();
      },
      handleCommandComplete: () => undefined, handleReadyForQuery: () => resolve(), handleError: reject,
    } as pg.Submittable);
  });
}

/** A connection that sees a snapshot which another one has exported. */
export async function importing(url: string, id: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`begin isolation level repeatable read; set transaction snapshot '${id}'`);
  return client;
}
