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

/** 404: actions need a switchboard that is in force. */
export const noSwitchboardInForce = () => new AppError('switchboard_not_found', 'The app has no enabled switchboard');
/** 404: `next` of a conversation that nobody is in control of, or of who has none. */
export const noNextIntegration = () => new AppError('switchboard_integration_not_found', 'switchboardIntegration: there is no next one');
/** 400 (openapi.yaml, passControlBody). */
export const ambiguousTarget = () =>
  new AppError('bad_request', 'switchboardIntegration is ambiguous: several in the switchboard have this name or type; give an id');
/** 400 (openapi.yaml, switchboardOfferControlFailureEvent). */
export const offeredToTheActive = () => new AppError('bad_request', 'Cannot offer control to the active switchboard integration.');
/** 400 (openapi.yaml, switchboardAcceptControlFailureEvent). */
export const nothingOffered = () => new AppError('bad_request', 'There is no pendingSwitchboardIntegration');
/** 403 (openapi.yaml, AcceptControl). */
export const acceptsAnothersOffer = () => new AppError('forbidden', 'Control has been offered to another switchboard integration');
/** 403 (openapi.yaml, ReleaseControl). */
export const notInControl = () => new AppError('forbidden', 'The calling integration is not the active switchboard integration');
