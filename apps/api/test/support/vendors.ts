import type { Settings } from '@parley/kernel';
import { BotApi } from '@parley/testing';

/** Doubles of the vendors that take any credentials, and the settings by which an API asks them. */
export interface Vendors {
  readonly telegram: BotApi;
  readonly settings: Partial<Settings>;
  close(): void;
}

export async function startVendors(): Promise<Vendors> {
  const telegram = await BotApi.start();
  return {
    telegram,
    settings: { egressAllow: ['127.0.0.0/8'], channelUrls: [{ name: 'telegram', place: telegram.url }] },
    close: () => telegram.close(),
  };
}
