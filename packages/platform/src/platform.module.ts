import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ROOT_KEYS } from '@parley/crypto-at-rest';
import { ConfigError, LOGGER, SETTINGS, type Logger, type Settings } from '@parley/kernel';
import { Database, type SessionOptions } from '@parley/persistence';
import { CryptoAtRestModule } from './crypto-at-rest.module.js';
import { MIGRATIONS } from './migrations.js';
import { PersistenceModule } from './persistence.module.js';
import { processRootKeys } from './root-keys.js';

/** What every process of the product has: its settings, its logger, its database and its keys, and the domain modules that it names. No logic. */
@Module({})
export class PlatformModule {
  /** For a process that works on the database, by the statements' rules in `session`. Raises ConfigError without DATABASE_URL; waits until the schema is complete and the root keys are open, and raises RootKeyError, or ConfigError about the key store, when keys cannot be used. */
  static forRoot(settings: Settings, logger: Logger, domain: readonly Type[], session?: SessionOptions): DynamicModule {
    const { databaseUrl } = settings;
    if (databaseUrl === undefined) throw new ConfigError('DATABASE_URL is missing');
    return {
      module: PlatformModule,
      global: true,
      imports: [
        PersistenceModule.forRoot(databaseUrl, { ...session, poolSize: settings.databasePoolSize }, {
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
        { provide: ROOT_KEYS, useFactory: (db: Database) => processRootKeys(db, databaseUrl, settings, session, logger), inject: [Database] },
      ],
      exports: [SETTINGS, LOGGER, ROOT_KEYS, ...domain],
    };
  }
}
