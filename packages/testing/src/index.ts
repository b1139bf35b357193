export { unsafeChanges, type UnsafeChange } from './migrations/migration-safety.js';
export { createTestDatabase, type TestDatabase } from './database/test-database.js';
export { createAccount, createApp, createConversation, createIntegration, createKey, createUser, type TestKey } from './factories/factories.js';
export { webhookTarget, type Answer, type ReceivedRequest, type WebhookTarget } from './webhook-target.js';
