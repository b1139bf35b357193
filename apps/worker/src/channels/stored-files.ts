import type { MediaReader } from '@parley/attachments';
import type { StoredFiles } from '@parley/integrations';

/** Attachments as channels send them. */
export const storedFiles = (media: MediaReader): StoredFiles => ({
  has: (appId, mediaUrl) => media.isOf(appId, mediaUrl),
  open: async (appId, mediaUrl) => {
    const file = await media.openUrl(appId, mediaUrl);
    const { fileName, mediaType, size } = file;
    return { fileName, mediaType, size, read: () => file.read(0, size) };
  },
});
