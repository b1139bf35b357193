import type { ParticipantSubSchema } from '@parley/contracts';
import { invalid } from '../conversations.errors.js';

/** One of both names a user, and only one (openapi.yaml, filter of ListConversations). Raises bad_request. */
export function checkFilter({ userId, userExternalId }: Pick<ParticipantSubSchema, 'userId' | 'userExternalId'>): void {
  if ((userId === undefined) === (userExternalId === undefined))
    throw invalid('filter[userId] or filter[userExternalId] is required, but not both');
}
