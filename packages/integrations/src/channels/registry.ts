import type { IntegrationType } from '@parley/contracts';
import type { Channel } from './channel.js';
import { mailgun } from './mailgun/mailgun.channel.js';
import { telegram } from './telegram/telegram.channel.js';
import { whatsapp } from './whatsapp/whatsapp.channel.js';

/** The types of integration that are channels with a folder here. */
export const CHANNEL_NAMES = ['telegram', 'whatsapp', 'mailgun'] as const satisfies readonly IntegrationType[];
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** Every channel: one line each, and the build fails when one is missing. */
const CHANNELS: Readonly<Record<ChannelName, Channel>> = {
  telegram,
  whatsapp,
  mailgun,
};

/** Whether integrations of a type reach people. */
export const isChannel = (type: string): type is ChannelName => (CHANNEL_NAMES as readonly string[]).includes(type);

/** The channel of integrations of a type; nothing where no channel is. */
export const channelOf = (type: string): Channel | undefined => (isChannel(type) ? CHANNELS[type] : undefined);
