import type { ClientAssociation } from '@parley/contracts';
import type { Keyring } from '@parley/crypto-at-rest';
import { timestamp, type AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { owner } from '../users/user.mapper.js';
import { detailsOfUser, type UserDetails } from '../users/user.row.js';
import type { Participant } from './participant.js';

/** A row of `participants` with what is shown of the user and the clients. */
export interface ParticipantRow {
  readonly id: string;
  readonly user_id: string;
  /** UserDetails of the user. */
  readonly user_details: Buffer | null;
  readonly last_read: Date | null;
  /** The primary client first. */
  readonly associations: ClientAssociation[];
  readonly unread_count: number;
}

/**
 * Participants as the API shows them, in the order of the rows. Who takes part is plain: he is shown without his external
 * id where that cannot be read. Raises `service_unavailable`.
 */
export async function openParticipants(keyring: Keyring, sql: Sql, appId: AppId, rows: readonly ParticipantRow[]): Promise<Participant[]> {
  const opened = await keyring.open(sql, rows.flatMap(({ user_id: id, user_details: cell }) => (cell ? [{ ...owner(appId, id), place: detailsOfUser(id), cell }] : [])));
  let next = 0;
  return rows.map((row) => {
    const details = row.user_details ? opened[next++] : undefined;
    return toParticipant(row, details?.ok ? (details.value as UserDetails).externalId : undefined);
  });
}

const toParticipant = (row: ParticipantRow, userExternalId: string | undefined): Participant => ({
  id: row.id,
  userId: row.user_id,
  ...(userExternalId !== undefined && { userExternalId }),
  unreadCount: row.unread_count,
  clientAssociations: row.associations,
  ...(row.last_read && { lastRead: timestamp(row.last_read) }),
});
