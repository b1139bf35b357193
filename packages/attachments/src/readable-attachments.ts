import type { ReadableTable } from '@parley/crypto-at-rest';
import { detailsOfAttachment, fileOfAttachment, ownerOfAttachment, type AttachmentDetails } from './attachment.row.js';
import type { AppId } from '@parley/kernel';

/** How attachments are read by whoever reads all of an app, each with its file. The file's key is nobody's to read. */
export const READABLE_ATTACHMENTS: ReadableTable = {
  table: 'attachments',
  subjects: (row) => {
    const { conversation_id: conversationId, user_id: userId } = row as { conversation_id: string | null; user_id: string | null };
    return [...(conversationId === null ? [] : [`conversation:${conversationId}` as const]), ...(userId === null ? [] : [`user:${userId}` as const])];
  },
  cells: {
    sealed_details: ({ app_id: appId, id, conversation_id: conversationId }) => ({
      subject: ownerOfAttachment(appId as AppId, conversationId as string | null).subject, place: detailsOfAttachment(String(id)),
    }),
  },
  shown: (_column, details) => {
    const { key: _, ...shown } = details as AttachmentDetails;
    return shown;
  },
  file: (appId, { id, object_name: objectName }, { sealed_details: details }) => {
    if (!details) return undefined;
    const { key, size } = details as AttachmentDetails;
    return { ...fileOfAttachment(appId, String(id)), objectName: String(objectName), key: Buffer.from(key, 'base64'), size };
  },
};
