import { createHash } from 'node:crypto';
import type { VerifyOptions } from './verify.types.js';

/** Whether an object of that name is in the share: each is in one of `of`, and always in the same. */
export const inShare = (name: string, share: VerifyOptions['share']): boolean =>
  share === undefined || createHash('sha256').update(name).digest().readUInt32BE(0) % share.of === share.part;
