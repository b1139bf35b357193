import { INTEGRATION_TYPES } from '@parley/contracts';
import { AppError } from '@parley/kernel';

export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
export const invalidType = () => new AppError('bad_request', `Invalid integration type: this version offers ${INTEGRATION_TYPES.join(', ')}`);
