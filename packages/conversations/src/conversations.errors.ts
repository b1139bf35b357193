import { AppError } from '@parley/kernel';

/** Every error this package raises by itself. Rules of message content have theirs in `messages/content`. */
export const MESSAGE_LIMIT = 30_000;
export const PARTICIPANT_LIMIT = 10;

/** 404: no user of the app has this id, or external id. */
export const userNotFound = () => new AppError('user_not_found', 'User not found');
/** 409: another user of the app has the external id (openapi.yaml, CreateUser). */
export const userExists = () => new AppError('conflict', 'User already exists');
/** 404: the app has no such conversation. */
export const conversationNotFound = () => new AppError('conversation_not_found', 'Conversation not found');
/** openapi.yaml, ListMessages: of a conversation's operations the only one whose 404 has this code. */
export const nothingToList = () => new AppError('not_found', 'Resource not found');
/** 404: the conversation has no such message. */
export const messageNotFound = () => new AppError('not_found', 'Message not found');
/** 404: who is to leave, write or read takes no part in the conversation (openapi.yaml, LeaveConversation). */
export const notAMember = () => new AppError('not_found', 'User is not a member of the conversation');
/** 400: the conversation would have more than `PARTICIPANT_LIMIT` participants (openapi.yaml, JoinConversation). */
export const tooManyParticipants = () => new AppError('bad_request', 'Too many participants');
/** 400: who is to join takes part already. */
export const alreadyAMember = () => new AppError('bad_request', 'User is already a participant of the conversation');
/** 404: the user has no such client (openapi.yaml, RemoveClient). */
export const clientNotFound = () => new AppError('client_not_found', 'Client not found');
/** 404: the user has no such device (openapi.yaml, GetDevice). */
export const deviceNotFound = () => new AppError('device_not_found', 'Device not found');
/** 400 (openapi.yaml, RemoveClient). */
export const isOfSdk = () => new AppError('bad_request', "Cannot remove a client of type 'sdk'");
/** 409: links of the same accounts came in between, again and again. */
export const linkedMeanwhile = () => new AppError('conflict', 'matchCriteria: the account is being linked by others: try again');
/** 404: the user has no such link request that waits. */
export const linkRequestNotFound = () => new AppError('not_found', 'Link request not found');
export const integrationNotFound = () => new AppError('integration_not_found', 'Integration not found');
/** 423, until all messages are deleted: the conversation holds `MESSAGE_LIMIT` (openapi.yaml, Conversation Size Limits). */
export const messageLimitReached = () =>
  new AppError('locked', `Message limit of ${MESSAGE_LIMIT} per conversation reached.`);

/** The id is the server's own and was found, so naming it repeats nothing that a caller could have made up. */
export const isTheDefault = (conversationId: string) =>
  new AppError('bad_request', `Conversation ${conversationId} cannot be deleted because it is the default.`);

/** openapi.yaml, multiConvoEnabled: "whether users are allowed to be part of several conversations". */
export const oneConversationOnly = () =>
  new AppError('forbidden', 'participants: a user may be part of several conversations only when the app setting multiConvoEnabled is true');

/** 400: what is asked of the vendor of a channel, and no channel of that kind that is connected can do. */
export const channelUnsupported = (channel: string, what: string) =>
  new AppError('bad_request', `${channel}: no connected channel supports ${what}`);

/** 400, with a title that names the field and what it should be. */
export const invalid = (title: string) => new AppError('bad_request', title);
