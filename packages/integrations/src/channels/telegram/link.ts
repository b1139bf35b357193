import type { IntegrationSettings } from '../../integrations/settings.js';

/** A bot's name: 5 to 32 of these (Bot API, "Deep linking"; getMe tells it). */
const USERNAME = /^\w{5,32}$/;

/** The link that opens the chat with the bot, and has `/start <code>` sent there when its button is pressed (Bot API, "Deep linking"). */
export const linkOf = ({ username }: IntegrationSettings, code: string): string | undefined =>
  typeof username === 'string' && USERNAME.test(username) ? `https://t.me/${username}?start=${code}` : undefined;
