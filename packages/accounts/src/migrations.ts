// What this package adds to the tables, oldest first.
export { Accounts1764000001000 } from './migrations/1764000001000-accounts.js';
export { AppsPages1764000010000 } from './migrations/1764000010000-apps-pages.js';
export { ServiceAccounts1764000026100 } from './migrations/1764000026100-service-accounts.js';
