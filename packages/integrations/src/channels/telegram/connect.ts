import type { IntegrationSettings } from '../../integrations/settings.js';
import type { Callback } from '../channel.js';
import type { VendorCalls } from '../vendor-calls.js';
import { UnfitCallback, UnfitSetting, VendorFault } from '../vendor-fault.js';
import { callBot } from './bot-api.js';

/** What is asked for: anything else would only be thrown away. */
const ALLOWED_UPDATES = ['message', 'edited_message', 'message_reaction', 'callback_query', 'my_chat_member'];

/** Asks who the bot is, and has its updates sent to the callback with its secret (Bot API, getMe and setWebhook). Raises VendorFault. */
export async function connect(settings: IntegrationSettings, calls: VendorCalls, { url, secret }: Callback): Promise<IntegrationSettings> {
  const token = tokenOf(settings);
  const bot = (await callBot(calls, token, 'getMe', {})) as { readonly id?: number; readonly username?: string };
  await callBot(calls, token, 'setWebhook', { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES }).catch(ofCallback);
  return { ...(bot.id !== undefined && { botId: String(bot.id) }), ...(bot.username !== undefined && { username: bot.username }) };
}

/** What is wrong with the only thing that is ours there is the installation's to put right: its scheme, port, name or certificate (Bot API, "Marvin's Marvellous Guide to All Things Webhook"). */
function ofCallback(error: unknown): never {
  if (error instanceof VendorFault && error.faultClass === 'content_rejected') throw new UnfitCallback(error.code);
  throw error;
}

/** Has no more updates sent. Raises VendorFault. */
export async function disconnect(settings: IntegrationSettings, calls: VendorCalls): Promise<void> {
  await callBot(calls, tokenOf(settings), 'deleteWebhook', {});
}

/** As BotFather gives them; they are put into paths as they are. */
const TOKEN = /^[0-9]+:[\w-]+$/;

/** The bot's id, with which its tokens begin. */
export const botOf = ({ token }: IntegrationSettings): string | undefined => (typeof token === 'string' ? token.split(':', 1)[0] : undefined);

/** The bot's token. Raises UnfitSetting where there is none that could be one. */
export function tokenOf({ token }: IntegrationSettings): string {
  if (typeof token !== 'string' || !TOKEN.test(token)) throw new UnfitSetting('token');
  return token;
}
