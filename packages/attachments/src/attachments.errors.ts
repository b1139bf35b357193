import { AppError } from '@parley/kernel';

/** 404: the app has no such attachment, or had one that was deleted (openapi.yaml, DeleteAttachment). */
export const attachmentNotFound = () => new AppError('not_found', 'Attachment not found');
/** 400: no mediaUrl of ours (openapi.yaml, DeleteAttachment, whose example repeats the URL; a title here repeats nothing). */
export const unsupportedMediaUrl = () => new AppError('bad_request', 'Unsupported media URL for attachment deletion: mediaUrl should be one that an upload has answered');
/** 403: it was signed, and its time is over. */
export const mediaUrlExpired = () => new AppError('forbidden', 'The media URL has expired: read the message again for another one');
/** 413, as the specification limits uploads. */
export const fileTooLarge = () => new AppError('payload_too_large', 'source is limited to 50 MB');
export const storeUnavailable = (cause: unknown) => new AppError('service_unavailable', 'Attachments cannot be stored or read at the moment', { cause });
/** 400, with a title that names the field. */
export const invalid = (title: string) => new AppError('bad_request', title);
