// What this package adds to the tables, oldest first.
export { Conversations1764000005000 } from './migrations/1764000005000-conversations.js';
export { MembersVersion1764000008000 } from './migrations/1764000008000-members-version.js';
export { SealedConversations1764000014000 } from './migrations/1764000014000-sealed-conversations.js';
export { NoPlainConversations1764000019100 } from './migrations/1764000019100-no-plain-conversations.js';
export { HiddenRows1764000020500 } from './migrations/1764000020500-hidden-rows.js';
export { Switchboards1764000030000 } from './migrations/1764000030000-switchboards.js';
export { RetainedFrom1764000032000 } from './migrations/1764000032000-retained-from.js';
export { ChannelMessages1764000044000 } from './migrations/1764000044000-channel-messages.js';
export { ConversationsRetained1764000032010 } from './migrations/1764000032010-conversations-retained.js';
export { Clients1764000031000 } from './migrations/1764000031000-clients.js';
export { ClientsOfUser1764000031010 } from './migrations/1764000031010-clients-of-user.js';
export { LinkRequests1764000051000 } from './migrations/1764000051000-link-requests.js';
export { NamesOfClients1764000052000 } from './migrations/1764000052000-names-of-clients.js';
