import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@parley/kernel';
import { Database, openPool, waitForDatabase, WakeUp, type DatabaseNeeds, type SessionOptions } from '@parley/persistence';
import type { Pool } from 'pg';

/** The process's connections: how many, and how statements run on them. */
export interface PoolOptions extends SessionOptions {
  readonly poolSize: number;
}

/** Nest's token for the pool; nobody but `Database` is given it. */
const POOL = Symbol('POOL');

async function openReadyPool(url: string, { poolSize, bounds }: PoolOptions, needs: DatabaseNeeds): Promise<Pool> {
  await waitForDatabase(url, needs);
  return openPool(url, poolSize, bounds);
}

const openWakeUp = (db: Database, logger: Logger): WakeUp =>
  new WakeUp(db, (error) => logger.error({ err: error }, 'A wake-up of the workers was not sent'));

/** One pool of connections for the process, and `Database` on it. */
@Module({})
export class PersistenceModule implements OnApplicationShutdown {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    private readonly wakeUp: WakeUp,
  ) {}

  /** Waits until the database is what `needs` says. Throws DatabaseUnfit at start. */
  static forRoot(databaseUrl: string, pool: PoolOptions, needs: DatabaseNeeds): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      providers: [
        { provide: POOL, useFactory: () => openReadyPool(databaseUrl, pool, needs) },
        { provide: Database, useFactory: (connections: Pool) => new Database(connections, pool), inject: [POOL] },
        { provide: WakeUp, useFactory: openWakeUp, inject: [Database, LOGGER] },
      ],
      exports: [Database, WakeUp],
    };
  }

  /** After the listeners have closed and the jobs have ended. */
  async onApplicationShutdown(): Promise<void> {
    await this.wakeUp.close();
    await this.pool.end();
  }
}
