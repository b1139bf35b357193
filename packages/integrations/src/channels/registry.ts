import { CHANNEL_NAMES, type ChannelName } from './channel-names.js';
import type { Channel } from './channel.js';
import { email } from './email/email.channel.js';
import { mailgun } from './mailgun/mailgun.channel.js';
import { telegram } from './telegram/telegram.channel.js';
import { whatsapp } from './whatsapp/whatsapp.channel.js';

/** Every channel: one line each, and the build fails when one is missing. */
const CHANNELS: Readonly<Record<ChannelName, Channel>> = {
  telegram,
  whatsapp,
  mailgun,
  email,
};

/** Whether integrations of a type reach people. */
export const isChannel = (type: string): type is ChannelName => (CHANNEL_NAMES as readonly string[]).includes(type);

/** The channel of integrations of a type; nothing where no channel is. */
export const channelOf = (type: string): Channel | undefined => (isChannel(type) ? CHANNELS[type] : undefined);

/** Types of integrations that people come to by links. */
export const TYPES_WITH_LINKS: readonly string[] = CHANNEL_NAMES.filter((name) => CHANNELS[name].linkOf !== undefined);
