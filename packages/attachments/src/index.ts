export { AttachmentsModule } from './attachments.module.js';
export { AttachmentRemoval } from './attachments.removal.js';
export { fileTooLarge, invalid as invalidUpload } from './attachments.errors.js';
export { MediaReader, type Media } from './media/media.js';
export { MEDIA_PATH, MediaUrls } from './media/media-urls.js';
export { MessageAttachments, type Claimed, type TiedTo } from './messages/message-attachments.js';
export { showPayload } from './messages/shown-media.js';
export { removeFiles } from './remove-files.js';
export { Uploads, type Upload, type UploadedAttachment } from './uploads/uploads.js';
