import { randomBytes } from 'node:crypto';
import { initBackupRole, planRestore, readLedgerRows, restoreDatabase, type LedgerRows, type RestoreParts, type Restored, type RestoreWish } from '@parley/backup';
import { initDatabase, type Migration } from '@parley/persistence';
import type { QueryRunner } from 'typeorm';

import { MIGRATIONS, sqlOf, withClient, type TestDatabase } from '@parley/testing';
import type { BackedUp } from './backed-up.js';

/** An empty database, to be restored into. */
export class RestoredInto {
  private constructor(
    private readonly source: TestDatabase,
    readonly name: string,
    readonly url: string,
    private readonly migrations: readonly Migration[],
  ) {}

  /** On the same server. */
  static async empty(source: TestDatabase, migrations: readonly Migration[] = MIGRATIONS): Promise<RestoredInto> {
    const name = `restored_${randomBytes(6).toString('hex')}`;
    await source.query(`create database ${name}`);
    const url = new URL(source.adminUrl);
    url.pathname = `/${name}`;
    return new RestoredInto(source, name, url.href, migrations);
  }

  /** What a restore of a backed up database into this one takes. */
  async parts(from: BackedUp, more: Partial<RestoreParts> = {}): Promise<RestoreParts> {
    const ledgerRows: LedgerRows = await readLedgerRows(sqlOf(from.database));
    return {
      reader: from.zones, keys: from.keys, appKey: from.appKey, view: await from.view(), target: { url: this.url }, ledgerRows,
      migrateTo: (name) => this.migrateTo(name), revoked: async () => [], eraseAgain: async () => 0, continues: false, ...more,
    };
  }

  async restore(from: BackedUp, wish: RestoreWish = {}, more: Partial<RestoreParts> = {}): Promise<Restored> {
    const parts = await this.parts(from, more);
    return restoreDatabase(parts, await planRestore(parts, wish));
  }

  async migrateTo(name: string): Promise<void> {
    const [runtime, backup] = [new URL(this.source.url), new URL(this.source.backupUrl)];
    await initDatabase(this.url, { runtimeRole: runtime.username, password: runtime.password, env: 'development' });
    await initBackupRole(this.url, { name: backup.username, password: backup.password, runtimeRole: runtime.username });
    await migrateQuickly(this.url, this.migrations, name);
  }

  async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return withClient(this.url, async (client) => (await client.query<Row>(text, [...values])).rows);
  }

  async close(): Promise<void> {
    await this.source.query(`drop database ${this.name} with (force)`);
  }
}

/** As `parley db migrate` does up to one migration, but all on one connection, which takes a quarter of the time. */
export async function migrateQuickly(url: string, migrations: readonly Migration[], last: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('create table if not exists parley_migrations (id serial, timestamp bigint not null, name varchar not null, constraint "PK_migrations" primary key (id))');
    const done = new Set((await client.query<{ name: string }>('select name from parley_migrations')).rows.map((row) => row.name));
    const runner = { query: async (text: string) => (await client.query<Record<string, unknown>>(text)).rows } as QueryRunner;
    for (const Each of migrations.slice(0, migrations.findIndex((migration) => migration.name === last) + 1)) {
      if (done.has(Each.name)) continue;
      const migration = new Each();
      if (migration.transaction !== false) await client.query('begin');
      await migration.up(runner);
      await client.query('insert into parley_migrations (timestamp, name) values ($1, $2)', [/\d+$/.exec(Each.name)?.[0] ?? '0', Each.name]);
      if (migration.transaction !== false) await client.query('commit');
    }
  });
}
