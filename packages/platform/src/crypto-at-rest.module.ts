import { Module, type DynamicModule } from '@nestjs/common';
import { Keyring, openKeyring, ROOT_KEYS, type KeyringSettings, type RootKeySource } from '@parley/crypto-at-rest';
import { LOGGER, type Logger } from '@parley/kernel';

/** The process's keyring. Needs the global ROOT_KEYS and LOGGER. */
@Module({})
export class CryptoAtRestModule {
  /** Raises ConfigError at the start when the key store cannot be used; waits for one that does not answer. */
  static forRoot(settings: KeyringSettings): DynamicModule {
    return {
      module: CryptoAtRestModule,
      global: true,
      providers: [{ provide: Keyring, useFactory: (roots: RootKeySource, logger: Logger) => openKeyring(settings, roots, (line) => logger.warn(line)), inject: [ROOT_KEYS, LOGGER] }],
      exports: [Keyring],
    };
  }
}
