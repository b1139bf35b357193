import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { openRootKeys, RenewedRootKeys, ROOT_KEYS, rootKeyAccess, waitForRootKeys } from '@parley/crypto-at-rest';
import { ConfigError, LOGGER, SETTINGS, type Logger, type Settings } from '@parley/kernel';
import { Database, type SessionOptions } from '@parley/persistence';
import { CryptoAtRestModule } from './crypto-at-rest.module.js';
import { MIGRATIONS } from './migrations.js';
import { PersistenceModule } from './persistence.module.js';

/** What every process of the product has: its settings, its logger, its database and its keys, and the domain modules that it names. No logic. */
@Module({})
export class PlatformModule {
  /** For a process that works on the database, by the statements' rules in `session`. Raises ConfigError without DATABASE_URL; waits until the schema is complete and the root keys are open, and raises RootKeyError, or ConfigError about the key store, when keys cannot be used. */
  static forRoot(settings: Settings, logger: Logger, domain: readonly Type[], session?: SessionOptions): DynamicModule {
    if (settings.databaseUrl === undefined) throw new ConfigError('DATABASE_URL is missing');
    return {
      module: PlatformModule,
      global: true,
      imports: [
        PersistenceModule.forRoot(settings.databaseUrl, { ...session, poolSize: settings.databasePoolSize }, {
          migrations: MIGRATIONS,
          environment: settings.env,
          log: (line) => logger.warn(line),
        }),
        CryptoAtRestModule.forRoot(settings),
        ...domain,
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: LOGGER, useValue: logger },
        { provide: ROOT_KEYS, useFactory: (db: Database) => rootKeys(db, settings, (line) => logger.warn(line)), inject: [Database] },
      ],
      exports: [SETTINGS, LOGGER, ROOT_KEYS, ...domain],
    };
  }
}

/** Open when the process starts, and from then on opened again before each time limit. */
const rootKeys = async (db: Database, settings: Settings, log: (line: string) => void): Promise<RenewedRootKeys> =>
  new RenewedRootKeys(await waitForRootKeys(db.system(), settings, log), {
    open: async () => openRootKeys(db.system(), await rootKeyAccess(settings)), ttlMs: settings.keyCacheSeconds * 1000, log,
  });
