import { Module, type DynamicModule } from '@nestjs/common';
import { Keyring, makeKeyring, type KeyringParts } from '@parley/crypto-at-rest';

/** The process's keyring. */
@Module({})
export class CryptoAtRestModule {
  /** `parts` opens the root key, and raises what stops the start when it cannot. */
  static forRoot(parts: () => Promise<KeyringParts>): DynamicModule {
    return {
      module: CryptoAtRestModule,
      global: true,
      providers: [{ provide: Keyring, useFactory: async () => makeKeyring(await parts()) }],
      exports: [Keyring],
    };
  }
}
