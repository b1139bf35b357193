export { AccountsModule } from './accounts.module.js';
export { AccountsService, type Account } from './accounts/accounts.service.js';
export { AppDirectory } from './apps/app-directory.js';
export { AppsService } from './apps/apps.service.js';
export { Accounts1764000001000 } from './migrations/1764000001000-accounts.js';
export { AppsPages1764000010000 } from './migrations/1764000010000-apps-pages.js';
