import { Module } from '@nestjs/common';
import { ApiKeysService } from './api-keys/api-keys.service.js';
import { KeyBasicStrategy } from './credentials/basic.strategy.js';
import { CredentialsGuard } from './credentials/credentials.guard.js';
import { KeyJwtStrategy } from './credentials/jwt.strategy.js';
import { KeyDirectory } from './credentials/key-directory.js';

/** API keys, and the proof that a request holds one. */
@Module({
  providers: [ApiKeysService, KeyDirectory, KeyBasicStrategy, KeyJwtStrategy, CredentialsGuard],
  exports: [ApiKeysService, CredentialsGuard],
})
export class AuthModule {}
