import { INTEGRATION_TYPES } from '@parley/contracts';
import { AppError } from '@parley/kernel';

/** 404: the app has no such integration. */
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
/** 400: a type that this version does not offer was to be created or listed. */
export const invalidType = () => new AppError('bad_request', `Invalid integration type: this version offers ${INTEGRATION_TYPES.join(', ')}`);
