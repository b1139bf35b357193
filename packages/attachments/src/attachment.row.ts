import type { FilePlace, Owner, Place } from '@parley/crypto-at-rest';
import type { AppId } from '@parley/kernel';

/** A row of `attachments`. */
export interface AttachmentRow {
  readonly id: string;
  readonly object_name: string;
  /** AttachmentDetails. */
  readonly sealed_details: Buffer;
  readonly is_public: boolean;
  readonly for_message: boolean;
  readonly conversation_id: string | null;
  readonly message_id: string | null;
}

/** What is sealed of an attachment. */
export interface AttachmentDetails {
  /** Of its file alone, in base64. */
  readonly key: string;
  readonly fileName: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** SQL of the columns of an AttachmentRow. */
export const ATTACHMENT_COLUMNS = ['id', 'object_name', 'sealed_details', 'is_public', 'for_message', 'conversation_id', 'message_id'].map((column) => `a.${column}`).join(', ');

/** Under whose key the details are: the conversation's that it is linked to, else the app's own. */
export const ownerOfAttachment = (appId: AppId, conversationId: string | null): Owner =>
  ({ tenant: appId, subject: conversationId === null ? `app:${appId}` : `conversation:${conversationId}` });

/** Where the details belong. */
export const detailsOfAttachment = (id: string): Place => ({ table: 'attachments', row: id, column: 'sealed_details' });

/** What its file is bound to. */
export const fileOfAttachment = (appId: AppId, id: string): FilePlace => ({ tenant: appId, place: { table: 'attachments', row: id, column: 'file' } });
