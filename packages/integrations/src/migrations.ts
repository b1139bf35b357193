// What this package adds to the tables, oldest first.
export { Integrations1764000004000 } from './migrations/1764000004000-integrations.js';
export { ChannelIntegrations1764000026000 } from './migrations/1764000026000-channel-integrations.js';
export { IntegrationsOfType1764000026010 } from './migrations/1764000026010-integrations-of-type.js';
export { ChannelInbox1764000040000 } from './migrations/1764000040000-channel-inbox.js';
export { ChannelOutbox1764000041000 } from './migrations/1764000041000-channel-outbox.js';
export { Mailboxes1764000047000 } from './migrations/1764000047000-mailboxes.js';
export { IntegrationFaults1764000049000 } from './migrations/1764000049000-integration-faults.js';
export { IntegrationsInError1764000049010 } from './migrations/1764000049010-integrations-in-error.js';
export { HiddenEvents1764000054000 } from './migrations/1764000054000-hidden-events.js';
export { HiddenEventsFound1764000054010 } from './migrations/1764000054010-hidden-events-found.js';
