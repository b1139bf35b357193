import type { Settings } from '@parley/kernel';

/** Base URLs of vendors' APIs that lie elsewhere than the vendors say, by the channel's name (PARLEY_CHANNEL_URLS). */
export const baseUrlsOf = ({ channelUrls }: Pick<Settings, 'channelUrls'>): ReadonlyMap<string, string> =>
  new Map(channelUrls?.map(({ name, place }) => [name, place]));
