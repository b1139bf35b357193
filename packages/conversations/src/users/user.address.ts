import { createHash } from 'node:crypto';
import { isId } from '@parley/kernel';

/** How a caller names a user: by id, or by external id within a brand (semantics §5). Exactly one of both. */
export interface UserAddress {
  readonly userId?: string;
  readonly userExternalId?: string;
  readonly brandId?: string | null;
}

/**
 * An external id as the database compares it: a digest, because an external id may be longer than an index entry,
 * and because what stands in a path may hold characters that PostgreSQL cannot take.
 */
export const externalIdHash = (externalId: string): Buffer => createHash('sha256').update(externalId).digest();

/** The three values that `FIND_USER` and its kin take: id, digest of the external id, brand. */
export function addressValues({ userId, userExternalId, brandId }: UserAddress): [string | null, Buffer | null, string] {
  return [
    isId(userId) ? userId : null,
    userExternalId === undefined ? null : externalIdHash(userExternalId),
    brandId?.replaceAll('\0', '') ?? '',
  ];
}

/** A path segment may be either; an external id that has the form of somebody's id loses to that id. */
export const addressOfPath = (userIdOrExternalId: string, brandId?: string): UserAddress =>
  ({ userId: userIdOrExternalId, userExternalId: userIdOrExternalId, brandId });
