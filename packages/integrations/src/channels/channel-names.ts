import type { ClientType, IntegrationType } from '@parley/contracts';

/** The types of integration that are channels with a folder here; each needs a line in the registry and in the table of capabilities. */
export const CHANNEL_NAMES = [
  'telegram', 'whatsapp', 'mailgun', 'email',
] as const satisfies readonly (IntegrationType & Exclude<ClientType, 'sdk'>)[];

export type ChannelName = (typeof CHANNEL_NAMES)[number];
