import type { Settings } from '@parley/kernel';
import { BotApi, MailApi } from '@parley/testing';
import { startGraph } from './graph-double.js';

/** Doubles of the vendors that take any credentials, and the settings by which an API asks them. */
export interface Vendors {
  readonly telegram: BotApi;
  readonly mailgun: MailApi;
  readonly settings: Partial<Settings>;
  close(): void;
}

export async function startVendors(): Promise<Vendors> {
  const [telegram, mailgun, whatsapp] = [await BotApi.start(), await MailApi.start(), await startGraph()];
  const channelUrls = Object.entries({ telegram, mailgun, whatsapp }).map(([name, { url: place }]) => ({ name, place }));
  return {
    telegram, mailgun,
    settings: { egressAllow: ['127.0.0.0/8'], channelUrls },
    close: () => [telegram, mailgun, whatsapp].forEach((vendor) => vendor.close()),
  };
}
