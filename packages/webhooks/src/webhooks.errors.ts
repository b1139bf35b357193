import { AppError } from '@parley/kernel';

/** openapi.yaml, Webhooks: "An app is limited to 10 webhooks." */
export const MAX_WEBHOOKS = 10;

/** 404: the integration has no such webhook. */
export const webhookNotFound = () => new AppError('not_found', 'Resource not found');
/** 404: the app has no such integration. */
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
/** 404: the app was deleted while the request was under way. */
export const appNotFound = () => new AppError('app_not_found', 'App not found');
/** 409: two secrets are valid, and there can be no third. */
export const secretsRotating = () => new AppError('conflict', 'The secret before this one is still valid: rotate with overlapSeconds 0, or wait until it is not');
/** 403: the key of one integration asked for another, or for its webhooks (semantics §1). */
export const notOwnIntegration = () => new AppError('forbidden', 'An integration may only use itself and its own webhooks');
/** 400: the app has `MAX_WEBHOOKS` already. */
export const tooManyWebhooks = () => new AppError('bad_request', `An app is limited to ${MAX_WEBHOOKS} webhooks`);
