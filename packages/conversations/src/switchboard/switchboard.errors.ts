import { AppError } from '@parley/kernel';

/** Switchboard integrations of one switchboard at most (openapi.yaml, Switchboard Integrations). */
export const SWITCHBOARD_INTEGRATION_LIMIT = 10;

/** 404: the app has no such switchboard. */
export const switchboardNotFound = () => new AppError('switchboard_not_found', 'Switchboard not found');
/** 404: the switchboard has no such integration. */
export const switchboardIntegrationNotFound = () => new AppError('switchboard_integration_not_found', 'SwitchboardIntegration not found');
/** 404 (openapi.yaml, UpdateSwitchboardIntegration, where the example is misplaced). */
export const enabledWithoutDefault = () =>
  new AppError('switchboard_integration_not_found', 'Enabled switchboard must have an associated default switchboardIntegration');
/** 400 (openapi.yaml, CreateSwitchboard). */
export const onlyOneSwitchboard = () => new AppError('bad_request', 'Only one switchboard can be created per app');
/** 400 (openapi.yaml, CreateSwitchboardIntegration). */
export const tooManySwitchboardIntegrations = () =>
  new AppError('too_many_switchboard_integrations', `Switchboard has reached the max number of switchboard integrations (${SWITCHBOARD_INTEGRATION_LIMIT})`);
/** 400: another must become the default first (openapi.yaml, DeleteSwitchboardIntegration). */
export const isTheDefaultIntegration = (id: string) =>
  new AppError('bad_request', `SwitchboardIntegration ${id} cannot be deleted because it is the default`);
/** 400 (openapi.yaml, DeleteSwitchboardIntegration). */
export const isAnothersNext = (id: string) =>
  new AppError('bad_request', `SwitchboardIntegration ${id} cannot be deleted because another one's nextSwitchboardIntegrationId refers to it`);
