import { Injectable } from '@nestjs/common';
import { Keyring } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { openDetails, sealDetails } from '../attachment.details.js';
import type { AttachmentDetails, AttachmentRow } from '../attachment.row.js';
import { invalid } from '../attachments.errors.js';
import { LOCK_ATTACHMENTS, MOVE_TO_CONVERSATION, TIE_TO_MESSAGE } from '../attachments.queries.js';
import { writeReference } from '../media/media-reference.js';
import { MediaUrls } from '../media/media-urls.js';
import { mediaUrlsOf, withMedia } from './media-of-content.js';
import { showMessage } from './shown-media.js';

type Row = AttachmentRow & Record<string, unknown>;

/** A content whose attachments are there, as it is stored. */
export interface Claimed<Content> {
  readonly content: Content;
  /** To be tied to the message once it has its id. */
  readonly ids: readonly string[];
}

/** Which message an attachment goes with, and who wrote it; nobody for the business. */
export interface TiedTo {
  readonly conversationId: string;
  readonly messageId: string;
  readonly userId?: string;
}

/** Attachments as messages use them: named by reference in what is stored, by a fresh URL in what is shown. */
@Injectable()
export class MessageAttachments {
  constructor(
    private readonly keyring: Keyring,
    private readonly urls: MediaUrls,
  ) {}

  /** Whether a content shows an attachment of this app, so that posting it takes more than one statement. */
  isUsedBy(appId: AppId, content: object): boolean {
    return this.idsOf(appId, content).length > 0;
  }

  /**
   * Locks the attachments of a content and has it name them as they are stored, with their type and size. Those that are for
   * a message and belong to no conversation yet are sealed under this one's key from now on. The caller holds the
   * conversation's lock. Raises bad_request where one is not there.
   */
  async claim<Content extends object>(tx: Sql, appId: AppId, conversationId: string, content: Content): Promise<Claimed<Content>> {
    const ids = this.idsOf(appId, content);
    if (ids.length === 0) return { content, ids };
    const rows = await tx.query<Row>(LOCK_ATTACHMENTS, [appId, ids]);
    const found = new Map<string, AttachmentRow & { readonly details: AttachmentDetails }>();
    for (const row of rows) {
      const details = await openDetails(this.keyring, tx, appId, row);
      if (row.for_message && row.conversation_id === null) await this.move(tx, appId, row.id, conversationId, details);
      found.set(row.id, { ...row, details });
    }
    const stored = withMedia(content, (mediaUrl, { isItem }) => {
      const id = this.idIn(appId, mediaUrl);
      if (id === undefined) return undefined;
      const row = found.get(id);
      if (!row) throw invalid(`content${isItem ? '.items[]' : ''}.mediaUrl names an attachment that is not there`);
      const { fileName, mediaType, size } = row.details;
      const named = { mediaUrl: writeReference({ id, isPublic: row.is_public, fileName }), mediaType };
      return isItem ? named : { ...named, mediaSize: size, attachmentId: id };
    });
    return { content: stored, ids };
  }

  /** In the transaction that has written the message. */
  async tie(tx: Sql, appId: AppId, ids: readonly string[], { conversationId, messageId, userId }: TiedTo): Promise<void> {
    if (ids.length > 0) await tx.query(TIE_TO_MESSAGE, [appId, conversationId, ids, messageId, userId ?? null]);
  }

  /** A message as it is shown, its attachments and those of what it quotes by URLs that hold from now on. */
  show<Shown extends { readonly content?: object; readonly quotedMessage?: object | null }>(sql: Sql | ScopedSql, appId: AppId, message: Shown): Promise<Shown> {
    return showMessage(this.urls, sql, appId, message);
  }

  private async move(tx: Sql, appId: AppId, id: string, conversationId: string, details: AttachmentDetails): Promise<void> {
    await tx.query(MOVE_TO_CONVERSATION, [appId, id, conversationId, await sealDetails(this.keyring, tx, appId, { id, conversationId }, details)]);
  }

  private idsOf(appId: AppId, content: object): string[] {
    return [...new Set(mediaUrlsOf(content).flatMap((mediaUrl) => this.idIn(appId, mediaUrl) ?? []))];
  }

  /** Another app's URL is a URL as any other. */
  private idIn(appId: AppId, mediaUrl: string): string | undefined {
    const named = this.urls.read(mediaUrl);
    return named?.appId === appId ? named.id : undefined;
  }
}
