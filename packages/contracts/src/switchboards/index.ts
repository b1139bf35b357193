export { SwitchboardIntegrationCreateBody, SwitchboardIntegrationUpdateBody } from './switchboard-integration-bodies.js';
export { SwitchboardIntegration, SwitchboardIntegrationListResponse, SwitchboardIntegrationResponse } from './switchboard-integration.js';
export { Switchboard, SwitchboardListResponse, SwitchboardResponse, SwitchboardUpdateBody } from './switchboard.js';
