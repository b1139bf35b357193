import { Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@parley/kernel';
import type pg from 'pg';
import { DataSource } from 'typeorm';
import { connectionOptions } from './connection.js';
import { Database } from './database.js';
import type { SessionOptions } from './session.js';
import { WakeUp } from './wake-up.js';
import { waitForDatabase, type DatabaseNeeds } from './wait-for-database.js';

/** The process's connections: how many, and how statements run on them. */
export interface PoolOptions extends SessionOptions {
  readonly poolSize: number;
}

async function openDataSource(url: string, { poolSize, bounds }: PoolOptions, needs: DatabaseNeeds | undefined): Promise<DataSource> {
  if (needs !== undefined) await waitForDatabase(url, needs);
  const dataSource = new DataSource({
    type: 'postgres', url, poolSize, applicationName: 'parley', logging: false,
    // An idle connection that breaks is replaced by the pool; whoever needs one next meets the error, if it lasts.
    poolErrorHandler: () => undefined,
    extra: connectionOptions(bounds),
  });
  await dataSource.initialize();
  surviveErrorsInUse(poolOf(dataSource));
  return dataSource;
}

/** A connection in use that breaks between two statements has no listener of the pool's, and would end the process. */
function surviveErrorsInUse(pool: pg.Pool): void {
  const guarded = new WeakSet<pg.PoolClient>();
  pool.on('acquire', (client) => {
    if (guarded.has(client)) return;
    guarded.add(client);
    client.on('error', () => undefined);
  });
}

const openWakeUp = (db: Database, logger?: Logger): WakeUp =>
  new WakeUp(db, (error) => logger?.error({ err: error }, 'A wake-up of the workers was not sent'));

const poolOf = (dataSource: DataSource): pg.Pool => (dataSource.driver as unknown as { master: pg.Pool }).master;

/** One pool of connections for the process: TypeORM's `DataSource`, and `Database` on the same pool. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(
    private readonly dataSource: DataSource,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Waits, where `needs` says for what, until the database can be worked with. Throws DatabaseUnfit at start. */
  static forRoot(databaseUrl: string, pool: PoolOptions, needs?: DatabaseNeeds): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [
        { provide: DataSource, useFactory: () => openDataSource(databaseUrl, pool, needs) },
        { provide: Database, useFactory: (dataSource: DataSource) => new Database(poolOf(dataSource), pool), inject: [DataSource] },
        { provide: WakeUp, useFactory: openWakeUp, inject: [Database, { token: LOGGER, optional: true }] },
      ],
      exports: [DataSource, Database, WakeUp],
    };
  }

  /** After the listeners have closed and the jobs have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.wakeUp.close();
    await this.dataSource.destroy();
  }
}
