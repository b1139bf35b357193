import { AppError } from '@parley/kernel';

/** Every error this package raises by itself. Rules of message content have theirs in `messages/content`. */
export const MESSAGE_LIMIT = 30_000;
export const PARTICIPANT_LIMIT = 10;

export const userNotFound = () => new AppError('user_not_found', 'User not found');
export const userExists = () => new AppError('conflict', 'User already exists');
export const conversationNotFound = () => new AppError('conversation_not_found', 'Conversation not found');
export const messageNotFound = () => new AppError('not_found', 'Message not found');
export const notAMember = () => new AppError('not_found', 'User is not a member of the conversation');
export const tooManyParticipants = () => new AppError('bad_request', 'Too many participants');
export const alreadyAMember = () => new AppError('bad_request', 'User is already a participant of the conversation');
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
export const messageLimitReached = () =>
  new AppError('locked', `Message limit of ${MESSAGE_LIMIT} per conversation reached.`);

/** The id is the server's own and was found, so naming it repeats nothing that a caller could have made up. */
export const isTheDefault = (conversationId: string) =>
  new AppError('bad_request', `Conversation ${conversationId} cannot be deleted because it is the default.`);

/** openapi.yaml, multiConvoEnabled: "whether users are allowed to be part of several conversations". */
export const oneConversationOnly = () =>
  new AppError('forbidden', 'participants: a user may be part of several conversations only when the app setting multiConvoEnabled is true');

export const invalid = (title: string) => new AppError('bad_request', title);
