export { AccountsModule } from './accounts.module.js';
export { AccountsService, type Account } from './accounts/accounts.service.js';
export { AppDirectory } from './apps/app-directory.js';
export { AppsService } from './apps/apps.service.js';
export { ServiceAccountsService, type ServiceAccount } from './service-accounts/service-accounts.service.js';
