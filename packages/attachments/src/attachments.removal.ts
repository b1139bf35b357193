import { Injectable } from '@nestjs/common';
import { callerOf, recordAct } from '@parley/audit-log';
import type { RequestContext } from '@parley/kernel';
import { refuseIfHeld } from '@parley/legal-hold';
import { Database } from '@parley/persistence';
import type { AttachmentRow } from './attachment.row.js';
import { attachmentNotFound, unsupportedMediaUrl } from './attachments.errors.js';
import { DELETE_ATTACHMENT, LOCK_ATTACHMENTS } from './attachments.queries.js';
import { MediaUrls } from './media/media-urls.js';

/** Takes attachments away. */
@Injectable()
export class AttachmentRemoval {
  constructor(
    private readonly db: Database,
    private readonly urls: MediaUrls,
  ) {}

  /**
   * By a URL that an upload or a message has answered, also when its time is over. Nobody reads the attachment from now on;
   * its file goes soon. Raises bad_request for somebody else's URL, not_found, legal_hold.
   */
  async remove(ctx: RequestContext, mediaUrl: string): Promise<void> {
    const named = this.urls.read(mediaUrl);
    if (!named) throw unsupportedMediaUrl();
    if (named.appId !== ctx.appId) throw attachmentNotFound();
    await this.db.app(ctx.appId).transaction(async (tx) => {
      const [row] = await tx.query<AttachmentRow & Record<string, unknown>>(LOCK_ATTACHMENTS, [ctx.appId, [named.id]]);
      if (!row) throw attachmentNotFound();
      const { conversation_id: conversationId } = row;
      await refuseIfHeld(tx, ctx.appId, conversationId === null ? [] : [{ type: 'conversation', id: conversationId }]);
      await tx.query(DELETE_ATTACHMENT, [ctx.appId, row.id]);
      await recordAct(tx, callerOf(ctx), { action: 'attachment:delete', target: { type: 'attachment', id: row.id }, details: { conversationId } });
    });
  }
}
