import type { Keyring, Owner, Place } from '@parley/crypto-at-rest';
import type { ScopedSql } from '@parley/persistence';
import type { OutboxHead, OutboxLane } from './outbox-lanes.js';

/** Vendors' ids may hold telephone numbers: sealed under the conversation's key, so that they go with it. */
const ownerOf = ({ appId, conversationId }: OutboxLane): Owner => ({ tenant: appId, subject: `conversation:${conversationId}` });
const placeOf = ({ message_id: row }: OutboxHead): Place => ({ table: 'channel_outbox', row, column: 'sealed_external_ids' });

/** The vendor's ids of the parts of a message that it took. */
export async function openExternalIds(keyring: Keyring, sql: ScopedSql, lane: OutboxLane, head: OutboxHead): Promise<string[]> {
  const cell = head.sealed_external_ids;
  return cell ? ((await keyring.openOne(sql, { ...ownerOf(lane), place: placeOf(head), cell })) as string[]) : [];
}

/** As they are stored. */
export async function sealExternalIds(keyring: Keyring, sql: ScopedSql, lane: OutboxLane, head: OutboxHead, ids: readonly string[]): Promise<Buffer | null> {
  const [cell = null] = await keyring.seal(sql, ownerOf(lane), [{ place: placeOf(head), value: ids }]);
  return cell;
}
