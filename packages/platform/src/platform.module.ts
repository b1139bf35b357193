import { Module, type DynamicModule } from '@nestjs/common';
import { AccountsModule } from '@parley/accounts';
import { AuthModule } from '@parley/auth';
import { ConversationsModule } from '@parley/conversations';
import { IntegrationsModule } from '@parley/integrations';
import { ConfigError, LOGGER, SETTINGS, type Logger, type Settings } from '@parley/kernel';
import type { SessionOptions } from '@parley/persistence';
import { WebhooksModule } from '@parley/webhooks';
import { MIGRATIONS } from './migrations.js';
import { PersistenceModule } from './persistence.module.js';

/** Every domain module of the product, with its settings, its logger and its database. A list, no logic. */
@Module({})
export class PlatformModule {
  /** For a process that works on the database, by the statements' rules in `session`. Raises ConfigError without DATABASE_URL; waits until the schema is complete. */
  static forRoot(settings: Settings, logger: Logger, session?: SessionOptions): DynamicModule {
    if (settings.databaseUrl === undefined) throw new ConfigError('DATABASE_URL is missing');
    const domain = [AccountsModule, AuthModule, ConversationsModule, IntegrationsModule, WebhooksModule];
    return {
      module: PlatformModule,
      global: true,
      imports: [
        PersistenceModule.forRoot(settings.databaseUrl, { ...session, poolSize: settings.databasePoolSize }, {
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
