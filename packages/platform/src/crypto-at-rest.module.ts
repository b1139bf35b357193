import { Module, type DynamicModule } from '@nestjs/common';
import { KeyDestroyer, KeyHolder, Keyring, KEY_STORE, openKeyring, ROOT_KEYS, type Keys, type KeyringSettings, type RootKeySource } from '@parley/crypto-at-rest';
import { LOGGER, type Logger } from '@parley/kernel';
import { Database } from '@parley/persistence';

/** Nest's token for all of a process's keys; others are given what they use of them. */
const KEYS = Symbol('KEYS');

/** The process's keyring, and what destroys keys. Needs the global ROOT_KEYS, LOGGER and Database. */
@Module({})
export class CryptoAtRestModule {
  /** Raises ConfigError at the start when the key store cannot be used; waits for one that does not answer. */
  static forRoot(settings: KeyringSettings): DynamicModule {
    return {
      module: CryptoAtRestModule,
      global: true,
      providers: [
        { provide: KEYS, useFactory: (roots: RootKeySource, logger: Logger) => openKeyring(settings, roots, (line) => logger.warn(line)), inject: [ROOT_KEYS, LOGGER] },
        { provide: Keyring, useFactory: ({ keyring }: Keys) => keyring, inject: [KEYS] },
        { provide: KeyDestroyer, useFactory: ({ destroyer }: Keys) => destroyer, inject: [KEYS] },
        { provide: KEY_STORE, useFactory: ({ store }: Keys) => store, inject: [KEYS] },
        { provide: KeyHolder, useFactory: keyHolder, inject: [KEYS, Database, LOGGER] },
      ],
      exports: [Keyring, KeyDestroyer, KEY_STORE],
    };
  }
}

function keyHolder({ cache }: Keys, db: Database, logger: Logger): KeyHolder {
  const holder = new KeyHolder({ db, cache, log: (line) => logger.warn(line) });
  holder.start();
  return holder;
}
