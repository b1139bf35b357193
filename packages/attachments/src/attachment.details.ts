import type { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { detailsOfAttachment, ownerOfAttachment, type AttachmentDetails, type AttachmentRow } from './attachment.row.js';

/** Raises CryptoFault, `service_unavailable`. */
export const openDetails = async (keyring: Keyring, sql: Sql, appId: AppId, { id, conversation_id: conversationId, sealed_details: cell }: AttachmentRow): Promise<AttachmentDetails> =>
  (await keyring.openOne(sql, { ...ownerOfAttachment(appId, conversationId), place: detailsOfAttachment(id), cell })) as AttachmentDetails;

/** Under the conversation's key, else the app's own. Raises CryptoFault `key_missing` for a conversation that is not there. */
export async function sealDetails(keyring: Keyring, tx: Sql, appId: AppId, of: { readonly id: string; readonly conversationId: string | null }, details: AttachmentDetails): Promise<Buffer> {
  const { tenant, subject } = ownerOfAttachment(appId, of.conversationId);
  const items = [{ place: detailsOfAttachment(of.id), value: details }];
  const [cell] = await (of.conversationId === null ? keyring.sealOwn(tx, tenant, subject, items) : keyring.seal(tx, { tenant, subject }, items));
  if (!cell) throw new Error('Details were sealed and there is no cell');
  return cell;
}
