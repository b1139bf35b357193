import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { ProviderFailures } from '@parley/audit-log';
import { openRootKeys, RenewedRootKeys, ROOT_KEYS, rootKeyAccess, waitForRootKeys, type RootKeyError } from '@parley/crypto-at-rest';
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
        { provide: ROOT_KEYS, useFactory: (db: Database) => rootKeys(db, settings, logger), inject: [Database] },
      ],
      exports: [SETTINGS, LOGGER, ROOT_KEYS, ...domain],
    };
  }
}

/** Open when the process starts, and from then on opened again before each time limit. */
async function rootKeys(db: Database, settings: Settings, logger: Logger): Promise<RenewedRootKeys> {
  const log = (line: string): void => logger.warn(line);
  const failures = new ProviderFailures(db, (error) => logger.error({ err: error }, 'failures of who keeps the root key are not yet on the record'));
  const failed = ({ code }: RootKeyError): void => void failures.note(code);
  return new RenewedRootKeys(await waitForRootKeys(db.system(), settings, log, failed), {
    open: async () => openRootKeys(db.system(), { ...(await rootKeyAccess(settings)), failed }), ttlMs: settings.keyCacheSeconds * 1000, log,
  });
}
