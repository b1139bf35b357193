export { AcceptControlBody, OfferControlBody, PassControlBody, ReleaseControlBody } from './control-bodies.js';
export { SwitchboardIntegrationCreateBody, SwitchboardIntegrationUpdateBody } from './switchboard-integration-bodies.js';
export { SwitchboardIntegration, SwitchboardIntegrationListResponse, SwitchboardIntegrationResponse } from './switchboard-integration.js';
export { Switchboard, SwitchboardListResponse, SwitchboardResponse, SwitchboardUpdateBody } from './switchboard.js';
