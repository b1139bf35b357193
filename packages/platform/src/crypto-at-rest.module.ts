import { Module, type DynamicModule } from '@nestjs/common';
import { Keyring, openKeyring, ROOT_KEYS, type KeyringSettings, type RootKeySource } from '@parley/crypto-at-rest';

/** The process's keyring. Needs the global ROOT_KEYS. */
@Module({})
export class CryptoAtRestModule {
  /** Raises ConfigError at the start when the key store cannot be used. */
  static forRoot(settings: KeyringSettings): DynamicModule {
    return {
      module: CryptoAtRestModule,
      global: true,
      providers: [{ provide: Keyring, useFactory: (roots: RootKeySource) => openKeyring(settings, roots), inject: [ROOT_KEYS] }],
      exports: [Keyring],
    };
  }
}
