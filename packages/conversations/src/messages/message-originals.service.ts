import { Injectable } from '@nestjs/common';
import type { InboundOriginal } from '@parley/contracts';
import { Keyring } from '@parley/crypto-at-rest';
import { AppError, isId, type RequestContext } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { messageNotFound } from '../conversations.errors.js';
import { ownerOfConversation } from '../conversations/conversation.mapper.js';
import { findToOpen } from '../conversations/conversations.service.js';
import type { Heard } from './message.heard.js';
import { channelOfMessage, suffixOf } from './message.seal.js';
import { FIND_HEARD } from './messages.queries.js';

/** What messages were made of that show less. */
@Injectable()
export class MessageOriginals {
  constructor(
    private readonly db: Database,
    private readonly keyring: Keyring,
  ) {}

  /** Raises conversation_not_found; not_found where there is no such message, or it shows all that came. */
  async get(ctx: RequestContext, { conversationId, messageId }: { readonly conversationId: string; readonly messageId: string }): Promise<InboundOriginal> {
    const sql = this.db.app(ctx.appId);
    await findToOpen(this.keyring, sql, ctx, conversationId);
    const [row] = isId(messageId) ? await sql.query<{ sealed_channel: Buffer | null } & Record<string, unknown>>(FIND_HEARD, [ctx.appId, conversationId, messageId]) : [];
    if (!row) throw messageNotFound();
    const place = channelOfMessage(conversationId, suffixOf(messageId));
    const heard = row.sealed_channel && ((await this.keyring.openOne(sql, { ...ownerOfConversation(ctx.appId, conversationId), place, cell: row.sealed_channel })) as Heard);
    if (!heard?.original) throw new AppError('not_found', 'The message has no other original');
    return heard.original;
  }
}
