import { Injectable } from '@nestjs/common';
import type { ConversionEvents, ConversionEventsBody, DownloadMessageRefBody } from '@parley/contracts';
import { isId, type RequestContext } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { channelUnsupported, conversationNotFound, notAMember } from '../conversations.errors.js';
import { findConversation } from '../conversations/conversations.service.js';

const TAKES_PART = 'select from participants where app_id = $1 and conversation_id = $2 and user_id = $3';

/** What is asked of the vendor of a channel about a conversation. No channel that is connected here supports either. */
@Injectable()
export class ChannelRequestsService {
  constructor(private readonly db: Database) {}

  /** What a reference in a vendor's message stands for. Raises conversation_not_found, not_found when the user takes no part, and bad_request: no channel gives such references. */
  async download(ctx: RequestContext, input: { readonly conversationId: string; readonly body: DownloadMessageRefBody }): Promise<object> {
    const { conversationId, body: { userId } } = input;
    const sql = this.db.app(ctx.appId);
    await findConversation(sql, ctx, conversationId, conversationNotFound);
    const member = isId(userId) ? await sql.query(TAKES_PART, [ctx.appId, conversationId, userId]) : [];
    if (member.length === 0) throw notAMember();
    throw channelUnsupported('apple', 'messages by reference');
  }

  /** Tells a vendor of conversions. Raises conversation_not_found, and bad_request: no channel takes such events. */
  async convert(ctx: RequestContext, input: { readonly conversationId: string; readonly body: ConversionEventsBody }): Promise<ConversionEvents> {
    const { conversationId, body } = input;
    await findConversation(this.db.app(ctx.appId), ctx, conversationId, conversationNotFound);
    const channel = (['messenger', 'instagram', 'whatsapp'] as const).find((each) => body[each] !== undefined);
    throw channelUnsupported(channel ?? 'messenger', 'conversion events');
  }
}
