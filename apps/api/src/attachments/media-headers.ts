import { create } from 'content-disposition';
import type { Media } from '@parley/attachments';

/** What a browser shows without running anything of it; everything else is saved. */
const SHOWN = new Set([
  'image/png', 'image/apng', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif', 'image/bmp', 'audio/mpeg', 'audio/ogg', 'audio/wav', 'audio/mp4', 'audio/x-m4a',
  'audio/aac', 'audio/flac', 'video/mp4', 'video/webm', 'video/ogg', 'video/quicktime',
]);

/** openapi.yaml, DeleteAttachment: what was deleted may stay in caches for 15 minutes. */
const CACHED_SECONDS = 900;

/** An attachment never changes: its id names its content. */
export const etagOf = ({ id }: Media): string => `"${id}"`;

/** What every answer with an attachment says: a customer's file is nobody's page, script or style. */
export function mediaHeaders(media: Media): Record<string, string> {
  const { mediaType, fileName, isPublic, seconds = CACHED_SECONDS } = media;
  return {
    'content-type': mediaType,
    'content-disposition': create(fileName, { type: SHOWN.has(mediaType) ? 'inline' : 'attachment' }),
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
    'cache-control': `${isPublic ? 'public' : 'private'}, max-age=${Math.min(seconds, CACHED_SECONDS)}`,
    'accept-ranges': 'bytes',
    etag: etagOf(media),
  };
}
