import type { Sql } from '@parley/persistence';
import type { Keyring } from './keyring.js';
import type { TenantId } from './keys/subject.js';

/**
 * An account on a channel of a type as the database compares it: a person's client and what his channel told of him are found by the
 * same blind index, so that who erases a user finds both. Raises `service_unavailable`.
 */
export const accountIndex = (keyring: Keyring, sql: Sql, tenant: TenantId, type: string, externalId: string): Promise<Buffer> =>
  keyring.index(sql, tenant, `client_${type}`, externalId);
