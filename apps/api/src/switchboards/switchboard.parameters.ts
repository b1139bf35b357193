import { IdParam } from '../openapi/index.js';

/** Documents the path parameter that names a switchboard. */
export const SwitchboardParam = () => IdParam('switchboardId', 'Identifies the switchboard.', '5ef21b132f21af34f088530d');

/** Documents the path parameter that names a switchboard integration. */
export const SwitchboardIntegrationParam = () => IdParam('switchboardIntegrationId', 'Identifies the switchboard integration.', '5ef21b86e933b7355c11c604');
