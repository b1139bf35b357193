import type { Author } from '@parley/contracts';
import type { UserAddress } from '../users/user.address.js';
import type { MessageBody } from './message.draft.js';

/** The user who is meant, or nothing for the business. The contract has seen to it that exactly one id names him. */
export const authorAddress = ({ type, userId, userExternalId, brandId }: Author): UserAddress | undefined =>
  type === 'user' ? { userId, userExternalId, brandId } : undefined;

/** What a reader is shown of him, as far as the caller said; his own name may stand where that says none. */
export const authorBody = ({ subtypes, displayName, avatarUrl }: Author): MessageBody['author'] => ({
  ...(displayName !== undefined && { displayName }),
  ...(avatarUrl !== undefined && { avatarUrl }),
  ...(subtypes !== undefined && { subtypes }),
});
