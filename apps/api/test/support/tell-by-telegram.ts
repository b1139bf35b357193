import type { FilledApp } from './filled-app.js';
import type { RunningApi } from './running-api.js';
import type { Vendors } from './vendors.js';

/** Has somebody write on Telegram to an app: what he says waits in the inbox, for no worker runs. `say` gives the words. */
export async function tellByTelegram(api: RunningApi, { telegram }: Vendors, { send }: Pick<FilledApp, 'send'>, say: (atMost: number) => string): Promise<void> {
  await send('/integrations', { json: { type: 'telegram', displayName: 'Bot', token: '42:secret' } });
  const from = { id: 7, is_bot: false, first_name: say(60), last_name: say(60) };
  const status = await telegram.update({ message: { message_id: 1, date: 1_764_000_000, from, chat: { id: 7, type: 'private' }, text: say(4000) } }, { origin: api.url });
  if (status !== 200) throw new Error(`An update was answered ${status}`);
}
