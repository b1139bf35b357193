import { createHash } from 'node:crypto';

/** As S3 takes and tells it of an object: base64. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64');
