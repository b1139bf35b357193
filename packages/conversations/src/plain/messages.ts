import type { SealingStep } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import type { MessageBody } from '../messages/message.draft.js';
import { sealBody, suffixOf } from '../messages/message.seal.js';

interface PlainMessage {
  readonly conversation_id: string;
  readonly id: string;
  readonly body: MessageBody;
}

const FIND = 'select conversation_id, id, body from messages where app_id = $1 and body is not null limit $2 for update';

const WRITE = 'update messages set sealed_body = $4, sealed_channel = $5, body = null where app_id = $1 and conversation_id = $2 and id = $3';

/** Seals messages, whose conversations have their keys by then. An author's name stays in the body, where it was. */
export const SEAL_MESSAGES: SealingStep = {
  until: 'NoPlainConversations1764000019100',
  of: 'app',
  seal: async (tx, keyring, tenant, limit) => {
    const appId = asAppId(tenant);
    const rows = await tx.query<PlainMessage & Record<string, unknown>>(FIND, [appId, limit]);
    for (const { conversation_id: conversationId, id, body } of rows)
      await tx.query(WRITE, [appId, conversationId, id, ...(await sealBody(keyring, tx, appId, { conversationId, suffix: suffixOf(id), body }))]);
    return rows.length;
  },
};
