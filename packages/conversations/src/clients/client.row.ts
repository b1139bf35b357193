import type { ClientStatus, ClientType } from '@parley/contracts';
import type { Place } from '@parley/crypto-at-rest';

/** A row of `clients`. */
export interface ClientRow {
  readonly id: string;
  readonly user_id: string;
  readonly type: ClientType;
  readonly status: ClientStatus;
  readonly integration_id: string | null;
  readonly linked_at: Date;
  readonly last_seen: Date | null;
  /** ClientDetails, under the key of the user. */
  readonly sealed_details: Buffer | null;
}

/** What is sealed of a client: who the user is on the channel. */
export interface ClientDetails {
  readonly externalId?: string;
  readonly displayName?: string;
  readonly avatarUrl?: string;
  readonly info?: Readonly<Record<string, unknown>>;
  readonly raw?: Readonly<Record<string, unknown>>;
}

/** Where a client's details belong. */
export const detailsOfClient = (clientId: string): Place => ({ table: 'clients', row: clientId, column: 'sealed_details' });

/** SQL of the columns of a ClientRow. */
export const clientColumns = (client: string): string =>
  `${['id', 'user_id', 'type', 'status', 'integration_id', 'last_seen', 'sealed_details'].map((column) => `${client}.${column}`).join(', ')},
    coalesce(${client}.linked_at, ${client}.created_at) as linked_at`;

/**
 * SQL of whether a client still has its integration; those of a deleted one wait for the job that removes them. No `exists`:
 * PostgreSQL would read all of the app's integrations to look them up in a hash.
 */
export const hasIntegration = (client: string): string =>
  `(${client}.integration_id is null or (select true from integrations i where i.app_id = ${client}.app_id and i.id = ${client}.integration_id))`;
