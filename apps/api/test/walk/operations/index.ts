import type { Cases } from '../ask.js';
import { appKeys } from './app-keys.js';
import { apps } from './apps.js';
import { attachments } from './attachments.js';
import { clients } from './clients.js';
import { conversations } from './conversations.js';
import { integrations } from './integrations.js';
import { messages } from './messages.js';
import { oauth } from './oauth.js';
import { participants } from './participants.js';
import { switchboardActions } from './switchboard-actions.js';
import { switchboards } from './switchboards.js';
import { users } from './users.js';
import { webhooks } from './webhooks.js';

/** Every operation that is served below /v2 and /oauth, by its id. */
export const CASES: Cases = {
  ...apps, ...appKeys, ...attachments, ...clients, ...conversations, ...participants, ...messages, ...integrations, ...webhooks, ...switchboards, ...switchboardActions, ...users, ...oauth,
};
