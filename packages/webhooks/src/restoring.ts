// What a restore needs of this package; it loads no framework.
export { purgeDeletedWebhooks } from './deliveries/purge-deleted-webhooks.js';
