import type { SealingStep } from '@parley/crypto-at-rest';
import { asAppId, type Metadata } from '@parley/kernel';
import { conversationItems } from '../conversations/conversation.mapper.js';

interface PlainConversation {
  readonly id: string;
  readonly display_name: string | null;
  readonly description: string | null;
  readonly icon_url: string | null;
  readonly metadata: Metadata;
}

/** Conversations without a key are of the version before. */
const FIND = `
  select c.id, c.display_name, c.description, c.icon_url, c.metadata from conversations c
  where c.app_id = $1 and not exists (select from data_keys k where k.tenant_id = $1 and k.subject = 'conversation:' || c.id)
  limit $2 for update`;

const WRITE = `
  update conversations set sealed_details = $3, sealed_metadata = $4, display_name = null, description = null, icon_url = null, metadata = '{}'
  where app_id = $1 and id = $2`;

/** Seals names, descriptions, icons and metadata of conversations. */
export const SEAL_CONVERSATIONS: SealingStep = {
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const appId = asAppId(tenant);
    const rows = await tx.query<PlainConversation & Record<string, unknown>>(FIND, [appId, limit]);
    const entries = rows.map((row) => ({
      subject: `conversation:${row.id}` as const,
      items: conversationItems(row.id, {
        displayName: row.display_name ?? undefined, description: row.description ?? undefined, iconUrl: row.icon_url ?? undefined,
      }, { metadata: row.metadata }),
    }));
    const cells = rows.length > 0 ? await keyring.create(tx, appId, entries) : [];
    for (const [nth, { id }] of rows.entries()) await tx.query(WRITE, [appId, id, ...(cells[nth] ?? [])]);
    return rows.length;
  },
};
