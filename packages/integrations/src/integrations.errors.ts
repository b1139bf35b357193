import { AppError } from '@parley/kernel';

/** 404: the app has no such integration. */
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
/** 400: nobody comes to it by a link. */
export const withoutLinks = (types: readonly string[]) => new AppError('bad_request', `integrationId should be a connected integration of type ${types.join(' or ')}`);
/** 400: keys are for business systems (openapi.yaml, ListCustomIntegrationKeys). */
export const keysOfCustomOnly = () => new AppError('bad_request', 'API keys are available only for custom integrations');
/** 400: so are webhooks. */
export const webhooksOfCustomOnly = () => new AppError('bad_request', 'Webhooks are available only for custom integrations');
