import { ChannelInbound, ChannelOutbound } from '@parley/conversations';
import { Keyring } from '@parley/crypto-at-rest';
import { GuardedClient } from '@parley/egress';
import { baseUrlsOf, LaneSender, OutboxWorker, RateLimits } from '@parley/integrations';
import { asAppId, newId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { eventually } from '@parley/testing';
import type { RunningApi } from './running-api.js';
import type { Vendors } from './vendors.js';

/** An app, and how one asks below it. */
interface Asked {
  readonly id: string;
  readonly post: <T>(path: string, json: object) => Promise<T>;
}

/** `say` gives words. */
type Say = (atMost: number) => string;
type Doubles = Pick<Vendors, 'telegram' | 'settings'>;

const TOKEN = '42:secret';
const HALF_SENT = 'select from channel_outbox where app_id = $1 and parts_done = 1 and begun_at is null';

/** Has somebody write on Telegram to an app: what he says waits in the inbox, for no worker runs. Answers the integration's id. */
export async function tellByTelegram(api: RunningApi, { telegram }: Doubles, { post }: Asked, say: Say): Promise<string> {
  telegram.revoked.clear();
  const { integration } = await post<{ integration: { id: string } }>('/integrations', { type: 'telegram', displayName: 'Bot', token: TOKEN });
  const from = { id: 7, is_bot: false, first_name: say(60), last_name: say(60) };
  const status = await telegram.update({ message: { message_id: 2, date: 1_764_000_000, from, chat: { id: 7, type: 'private' }, text: say(4000) } }, { origin: api.url });
  if (status !== 200) throw new Error(`An update was answered ${status}`);
  return integration.id;
}

/**
 * The same with somebody who has been heard and answered before, so that there is something in each table of channels: of the answer,
 * which has a button whose payload Telegram cannot carry, one request was taken, and the next refused.
 */
export async function talkByTelegram(api: RunningApi, vendors: Doubles, app: Asked, say: Say): Promise<void> {
  const integrationId = await tellByTelegram(api, vendors, app, say);
  const [{ conversation_id: conversation }] = await written(api, app.id, integrationId, { displayName: say(60), text: say(4000) });
  const item = () => ({ title: say(90), description: say(90), actions: [{ type: 'postback', text: say(60), payload: say(100).padEnd(100, '.') }] });
  await app.post(`/conversations/${conversation}/messages`, { author: { type: 'business' }, content: { type: 'carousel', items: [item(), item()] } });
  vendors.telegram.heard = (method) => void (method.startsWith('send') && vendors.telegram.revoked.add(TOKEN));
  await halfSent(api, vendors.settings, app.id);
  await api.database.query("insert into link_requests (app_id, id, integration_id, code_index, user_id, conversation_id, requested_by, expires_at) values ($1, $2, $3, $4, $2, $5, 'app_key', now() + interval '1 day')", [app.id, newId(), integrationId, Buffer.alloc(32), conversation]);
  // Only integrations of mailboxes have one, and none is connected here.
  await api.database.query('insert into mailboxes (app_id, integration_id, account_index, numbering_index, last_uid, next_attempt_at) values ($1, $2, $3, $3, 1, now())', [app.id, integrationId, Buffer.alloc(32)]);
}

/** What the worker makes of somebody's first message: its conversation. */
async function written({ app, database }: RunningApi, id: string, integrationId: string, { displayName, text }: { readonly displayName: string; readonly text: string }): Promise<[{ conversation_id: string }]> {
  const appId = asAppId(id);
  await app.get(Database).app(appId).transaction((tx) => app.get(ChannelInbound).apply(tx, appId, { integrationId, type: 'telegram' }, {
    kind: 'message', person: { externalId: '7', displayName }, at: Date.now(), externalId: '1', content: { type: 'text', text },
  }));
  return (await database.query<{ conversation_id: string }>('select conversation_id from channel_messages where app_id = $1', [id])) as [{ conversation_id: string }];
}

/** Sends as a worker does, until the vendor lets it in no more. */
async function halfSent({ app, database }: RunningApi, settings: Vendors['settings'], id: string): Promise<void> {
  const [db, outbound, logger] = [app.get(Database), app.get(ChannelOutbound), { warn: () => undefined }];
  const client = new GuardedClient({ allow: ['127.0.0.0/8'] });
  const sender = new LaneSender({
    db, client, logger, keyring: app.get(Keyring), baseUrls: baseUrlsOf({ channelUrls: settings.channelUrls }), observe: () => undefined,
    limits: new RateLimits(() => ({})), files: { has: () => false, open: () => Promise.reject(new Error('nothing is stored')) },
    open: (...given) => outbound.open(...given), partTaken: (...given) => outbound.partTaken(...given), carried: (...given) => outbound.carried(...given), undelivered: (...given) => outbound.undelivered(...given),
  });
  const worker = new OutboxWorker(db, sender, { concurrency: 4, pollMs: 20 }, logger);
  worker.start();
  try {
    await eventually('half of an answer is sent', async () => (await database.query(HALF_SENT, [id])).length > 0, 60);
  } finally {
    await worker.stop();
    await client.close();
  }
}
