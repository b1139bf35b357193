import { IdParam } from '../openapi/index.js';

export const ConversationParam = () => IdParam('conversationId', 'Identifies the conversation.', '029c31f25a21b47effd7be90');
