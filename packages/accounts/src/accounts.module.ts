import { Module } from '@nestjs/common';
import { ErasureModule } from '@parley/erasure';
import { AccountsService } from './accounts/accounts.service.js';
import { AppDirectory } from './apps/app-directory.js';
import { AppsService } from './apps/apps.service.js';
import { ServiceAccountsService } from './service-accounts/service-accounts.service.js';

/** Accounts and their apps. */
@Module({
  imports: [ErasureModule],
  providers: [AccountsService, AppsService, AppDirectory, ServiceAccountsService],
  exports: [AccountsService, AppsService, AppDirectory, ServiceAccountsService],
})
export class AccountsModule {}
