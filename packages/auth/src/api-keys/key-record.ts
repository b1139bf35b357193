import { createHash, createSecretKey, type KeyObject } from 'node:crypto';
import { asAccountId, asAppId, type Principal, type Scope } from '@parley/kernel';

/** A row of `api_keys`. */
export interface KeyRow {
  readonly id: string;
  readonly scope: Scope;
  readonly account_id: string;
  readonly app_id: string | null;
  readonly integration_id: string | null;
  readonly service_account_id: string | null;
  readonly display_name: string;
  readonly sealed_secret: Buffer;
}

/** What a guard needs of a key, prepared once: made anew for each request it would cost more than the check itself. */
export interface KeyRecord {
  readonly principal: Principal;
  /** SHA-256 of the secret, compared in constant time. */
  readonly digest: Buffer;
  /** For HS256: with a KeyObject a verification costs a tenth of one with a string. */
  readonly signingKey: KeyObject;
}

/** SHA-256 of a secret, 32 bytes whatever its length: what is compared instead of the secret. */
export const secretDigest = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** Prepares a row, and the secret that was sealed in it, for the checks of many requests. */
export const toKeyRecord = (row: KeyRow, secret: string): KeyRecord => ({
  principal: {
    scope: row.scope,
    keyId: row.id,
    accountId: asAccountId(row.account_id),
    ...(row.service_account_id !== null && { serviceAccountId: row.service_account_id }),
    ...(row.app_id !== null && { appId: asAppId(row.app_id) }),
    ...(row.integration_id !== null && { integrationId: row.integration_id }),
  },
  digest: secretDigest(secret),
  signingKey: createSecretKey(Buffer.from(secret)),
});
