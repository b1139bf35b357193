import { IdParam } from '../openapi/index.js';

/** Documents the path parameter that names a conversation. */
export const ConversationParam = () => IdParam('conversationId', 'Identifies the conversation.', '029c31f25a21b47effd7be90');
