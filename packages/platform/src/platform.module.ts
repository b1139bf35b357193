import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from '@parley/accounts';
import { AuthModule } from '@parley/auth';
import { ConversationsModule } from '@parley/conversations';
import { ConfigError, LOGGER, SETTINGS, type Logger, type Settings } from '@parley/kernel';
import { PersistenceModule } from '@parley/persistence';
import { MIGRATIONS } from './migrations.js';

/** Every domain module of the product, with its settings, its logger and its database. A list, no logic. */
@Module({})
export class PlatformModule {
  /** For a process that works on the database. Raises ConfigError without DATABASE_URL; waits until the schema is complete. */
  static forRoot(settings: Settings, logger: Logger): DynamicModule {
    if (settings.databaseUrl === undefined) throw new ConfigError('DATABASE_URL is missing');
    const domain = [AccountsModule, AuthModule, ConversationsModule];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        PersistenceModule.forRoot(settings.databaseUrl, settings.databasePoolSize, {
          migrations: MIGRATIONS,
          environment: settings.env,
          log: (line) => logger.warn(line),
        }),
        ...domain,
      ],
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: LOGGER, useValue: logger },
      ],
      exports: [SETTINGS, LOGGER, ...domain],
    };
  }
}
