export { unsafeChanges, type UnsafeChange } from './migrations/migration-safety.js';
export { createTestDatabase, type TestDatabase } from './database/test-database.js';
export { compareOpenApi } from './openapi/compare.js';
export { judgeDifferences, type AcceptedDifference } from './openapi/accepted.js';
export { readOpenApi, type OpenApiDocument } from './openapi/document.js';
export { operationsOf, type Operation } from './openapi/operations.js';
export { OpenApiValidator, type Exchange } from './openapi/response-validator.js';
export { createAccount, createApp, createConversation, createIntegration, createKey, createUser, type TestKey } from './factories/factories.js';
export { webhookTarget, type Answer, type ReceivedRequest, type WebhookTarget } from './webhook-target.js';
