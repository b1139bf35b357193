import { AppError } from '@parley/kernel';

/** openapi.yaml, Webhooks: "An app is limited to 10 webhooks." */
export const MAX_WEBHOOKS = 10;

export const webhookNotFound = () => new AppError('not_found', 'Resource not found');
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
export const appNotFound = () => new AppError('app_not_found', 'App not found');
export const notOwnIntegration = () => new AppError('forbidden', 'An integration may only use its own webhooks');
export const tooManyWebhooks = () => new AppError('bad_request', `An app is limited to ${MAX_WEBHOOKS} webhooks`);
