// What this package adds to the tables, oldest first.
export { Webhooks1764000006000 } from './migrations/1764000006000-webhooks.js';
export { DeletedWebhooks1764000012000 } from './migrations/1764000012000-deleted-webhooks.js';
export { SealedDeliveries1764000016000 } from './migrations/1764000016000-sealed-deliveries.js';
export { WebhookLog1764000027000 } from './migrations/1764000027000-webhook-log.js';
export { FailingWebhooks1764000027100 } from './migrations/1764000027100-failing-webhooks.js';
export { AnswersOfSeveral1764000033000 } from './migrations/1764000033000-answers-of-several.js';
export { AnswersBySecondSubject1764000033100 } from './migrations/1764000033100-answers-by-second-subject.js';
export { AnswersOfMany1764000033200 } from './migrations/1764000033200-answers-of-many.js';
