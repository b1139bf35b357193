import { createHmac, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { operatorOn, signerOf } from '@parley/audit-log';
import { KEY_STORE, KeyDestroyer, Keyring, type KeyStore } from '@parley/crypto-at-rest';
import { cancelErasure, Eraser, findErasure, hastenErasures } from '@parley/erasure';
import { listParked, purgeInbox, retryParked } from '@parley/integrations';
import { Database } from '@parley/persistence';
import { erasingParts, replayParts } from '@parley/platform';
import { createApp, createKey, lockWaits, withClient } from '@parley/testing';
import { call, type Answer, type Call } from './support/call.js';
import { hear, type Hearing } from './support/hear.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';

const signer = signerOf('audit.example/parley', generateKeyPairSync('ed25519').privateKey);
const BY = operatorOn();
const PARKED = 'select from channel_inbox where parked_at is not null having count(*) = 2';

/** Ada and Bob write on Telegram; there is no worker but where a spec has one hear. */
describe('erasing a user of whom channels have told something', () => {
  let vendors: Vendors;
  let api: RunningApi;
  let appId: string;
  let db: Database;
  let send: (path: string, options?: Call) => Promise<Answer>;
  beforeAll(async () => {
    vendors = await startVendors();
    api = await startApi(vendors.settings);
    db = api.app.get(Database);
  });
  beforeEach(async () => {
    await api.database.query('delete from apps; delete from erasures');
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
    await send('/integrations', { json: { type: 'telegram', token: '42:secret' } });
  });
  afterAll(async () => {
    await api.close();
    vendors.close();
  });

  const [ADA, BOB] = [7, 8];
  const tell = (from: number, text: unknown, id: number) => vendors.telegram.update(
    { message: { message_id: id, date: 1_764_000_000, text, from: { id: from, is_bot: false, first_name: `P${from}` }, chat: { id: from, type: 'private' } } }, { origin: api.url, id });
  const heard = (given?: Hearing) => hear(api, vendors, given);
  const query = async (text: string, values: unknown[] = []) => api.database.query<Record<string, unknown>>(text, values);
  /** The users whom the API shows, by what they were called first: the oldest first. */
  const userOf = async (from: number): Promise<string> => {
    const rows = await query('select id from users where app_id = $1 and hidden_by is null order by id', [appId]);
    const shown = await Promise.all(rows.map(async ({ id }) => (await send(`/users/${String(id)}`)).body as { user: { id: string; profile: { givenName: string } } }));
    return shown.find(({ user }) => user.profile.givenName === `P${from}`)?.user.id ?? '';
  };
  const textsOf = async (userId: string): Promise<unknown[]> => {
    const { body: { conversations } } = (await send(`/conversations?filter[userId]=${userId}`)) as Answer & { body: { conversations: { id: string }[] } };
    const { body: { messages } } = (await send(`/conversations/${conversations[0]?.id}/messages`)) as Answer & { body: { messages: { content: { text: string } }[] } };
    return messages.map(({ content }) => content.text);
  };
  /** Sealed events, of how many senders. */
  const sealed = async () => (await query('select count(*)::int as events, count(distinct sender_index)::int as senders from channel_inbox where sealed_event is not null'))[0];
  const erasureOf = async (userId: string) => String((await query('select id from erasures where target_id = $1', [userId]))[0]?.id);
  const parts = () => ({ db, keyring: api.app.get(Keyring), destroyer: api.app.get(KeyDestroyer), store: api.app.get<KeyStore>(KEY_STORE) });
  /** Erases what is asked for, as far as it goes; answers the receipt's lines. */
  const erase = async (userId: string): Promise<string[]> => {
    const [id, faults] = [await erasureOf(userId), [] as unknown[]];
    await hastenErasures(db, { id }, BY);
    await new Eraser(erasingParts(parts(), signer, (_id, error) => faults.push(error))).next(new AbortController().signal, [id]);
    expect(faults).toEqual([]);
    return (await findErasure(db, id)).receipt?.split('\n') ?? [];
  };
  /** Ada and Bob are known, and of each an event waits and one is parked. */
  const waiting = async (): Promise<string> => {
    for (const [from, id] of [[ADA, 1], [BOB, 2]] as const) {
      await tell(from, 'Hello', id);
      await tell(from, ['no text'], id + 10);
    }
    await heard({ until: PARKED });
    for (const [from, id] of [[ADA, 21], [BOB, 22]] as const) await tell(from, 'Before', id);
    return userOf(ADA);
  };

  it('the receipt comes when nothing sealed is left of what waited or was parked; of others all is left, and nobody becomes somebody new by it', async () => {
    const ada = await waiting();
    expect(await sealed()).toEqual({ events: 4, senders: 2 });
    expect((await send(`/users/${ada}`, { method: 'DELETE' })).status).toBe(200);
    // Hidden at once: nobody applies it, sees it or tries it again.
    expect(await listParked(db.system(), 10)).toHaveLength(1);
    expect(await retryParked(db, { eventId: String((await query("select position::text as id from channel_inbox where hidden_by is not null and fault = 'unreadable'"))[0]?.id) }, BY)).toBe(0);
    await heard();
    expect(await textsOf(await userOf(BOB))).toEqual(['Hello', 'Before']);
    expect(await userOf(ADA)).toBe('');
    expect(await sealed()).toEqual({ events: 3, senders: 2 });
    // A conversation with a message, the user, and what waited and what was parked.
    expect(await erase(ada)).toEqual(expect.arrayContaining([`erased user ${ada}`, 'removed rows 5', 'removed queued 0']));
    expect(await sealed()).toEqual({ events: 1, senders: 1 });
    expect(await query('select from channel_inbox where hidden_by is not null')).toEqual([]);
    // Telegram tells it again.
    expect(await tell(ADA, 'Before', 21)).toBe(200);
    expect(await sealed()).toEqual({ events: 1, senders: 1 });
  });

  it('who writes after his deletion is somebody new, before the receipt as after it, and has only what he wrote since', async () => {
    const ada = await waiting();
    await send(`/users/${ada}`, { method: 'DELETE' });
    await tell(ADA, 'Since', 31);
    await heard();
    const since = await userOf(ADA);
    expect(await textsOf(since)).toEqual(['Since']);
    await tell(ADA, 'Waits meanwhile', 32);
    await erase(ada);
    await heard();
    expect(await textsOf(since)).toEqual(['Since', 'Waits meanwhile']);
  });

  it('a deletion that is taken back has waited what waited, in its place, and parked what was parked', async () => {
    const ada = await waiting();
    await send(`/users/${ada}`, { method: 'DELETE' });
    await cancelErasure({ ...replayParts(parts()), by: BY }, await erasureOf(ada));
    await tell(ADA, 'After', 31);
    await heard();
    expect(await textsOf(ada)).toEqual(['Hello', 'Before', 'After']);
    expect(await listParked(db.system(), 10)).toMatchObject([{ fault: 'unreadable' }, { fault: 'unreadable' }]);
    expect(await query('select from channel_inbox where hidden_by is not null')).toEqual([]);
  });

  it('a legal hold keeps it, also what was parked for so long that nobody looks any more; once it is lifted the erasure goes on', async () => {
    const ada = await waiting();
    await send(`/users/${ada}`, { method: 'DELETE' });
    const [{ id: hold }] = (await query("insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, 'h', 'user', $2, 'k') returning id", [appId, ada])) as [{ id: string }];
    await query("update channel_inbox set parked_at = now() - interval '15 days' where parked_at is not null");
    expect(await purgeInbox(db.system(), 100)).toBe(0);
    expect(await erase(ada)).toEqual([]);
    expect(await sealed()).toEqual({ events: 4, senders: 2 });
    await query('update legal_holds set lifted_at = now() where id = $1', [hold]);
    await query("update erasures set lease_until = now() - interval '1 second'");
    expect(await erase(ada)).toContain(`erased user ${ada}`);
    expect(await sealed()).toEqual({ events: 2, senders: 1 });
    // Bob's, which no erasure waits for.
    expect(await purgeInbox(db.system(), 100)).toBe(1);
  });

  it('an event that is being read while its user is deleted is not applied: nobody becomes somebody new by it', async () => {
    const ada = await waiting();
    await vendors.telegram.update({ message: { message_id: 41, date: 1_764_000_000, photo: [{ file_id: 'photo' }], from: { id: ADA, is_bot: false, first_name: 'P7' }, chat: { id: ADA, type: 'private' } } }, { origin: api.url, id: 41 });
    const statuses: number[] = [];
    await heard({ onFile: async () => void statuses.push((await send(`/users/${ada}`, { method: 'DELETE' })).status) });
    expect(statuses).toEqual([200]);
    expect(await userOf(ADA)).toBe('');
    expect(await query('select from conversations where app_id = $1 and hidden_by is null', [appId])).toHaveLength(1);
    expect(await query('select pending from channel_inbox_lanes')).toEqual([]);
    expect(await sealed()).toEqual({ events: 3, senders: 2 });
  });

  /** What happens while somebody holds a user's row. */
  const whileHeld = (userId: string, work: () => Promise<void>) => withClient(api.database.adminUrl, async (client) => {
    await client.query('begin');
    await client.query('select from users where id = $1 for update', [userId]);
    await work();
    await client.query('commit');
  });
  const remove = async (userId: string): Promise<number> => (await send(`/users/${userId}`, { method: 'DELETE' })).status;
  const messagesOf = async (userId: string) => (await query('select from messages where author_user_id = $1', [userId])).length;

  it('one that is being applied is, before the deletion of its user, and goes with him: neither waits for the other in a circle', async () => {
    const ada = await waiting();
    let both: Promise<unknown[]> = Promise.resolve([]);
    await whileHeld(ada, async () => {
      const hearing = heard();
      await lockWaits(api.database, 1);
      both = Promise.all([remove(ada), hearing]);
      await lockWaits(api.database, 2);
    });
    expect(await both).toEqual([200, undefined]);
    expect([await userOf(ADA), await messagesOf(ada)]).toEqual(['', 2]);
    expect(await erase(ada)).toContain('removed rows 5');
    expect(await sealed()).toEqual({ events: 1, senders: 1 });
  });

  it('one that waits is let be while its user is being deleted, and others are applied meanwhile', async () => {
    const ada = await waiting();
    let removed: Promise<number> = Promise.resolve(0);
    await whileHeld(ada, async () => {
      removed = remove(ada);
      await lockWaits(api.database, 1);
      await heard({ until: 'select from channel_inbox where applied_at is not null having count(*) = 3' });
    });
    expect(await removed).toBe(200);
    await heard();
    expect([await userOf(ADA), await messagesOf(ada)]).toEqual(['', 1]);
    expect(await erase(ada)).toContain('removed rows 5');
    expect(await sealed()).toEqual({ events: 1, senders: 1 });
  });

  it('receipts of what he was sent on WhatsApp go too, and messages that wait for him', async () => {
    const settings = { accountId: '1', phoneNumberId: '2', accessToken: 'token', appSecret: 'secret', verifyToken: 'verify' };
    const { body: { integration: { id } } } = (await send('/integrations', { json: { type: 'whatsapp', ...settings } })) as Answer & { body: { integration: { id: string } } };
    const { body: { user } } = (await send('/users', { json: { externalId: 'ada' } })) as Answer & { body: { user: { id: string } } };
    const { body: { conversation } } = (await send('/conversations', { json: { type: 'personal', participants: [{ userId: user.id }] } })) as Answer & { body: { conversation: { id: string } } };
    await send(`/users/${user.id}/clients`, { json: { matchCriteria: { type: 'whatsapp', integrationId: id, phoneNumber: '+1 555 000 1234' }, confirmation: { type: 'immediate' }, target: { conversationId: conversation.id } } });
    await send(`/conversations/${conversation.id}/messages`, { json: { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } } });
    const value = {
      messaging_product: 'whatsapp', metadata: { display_phone_number: '1', phone_number_id: '2' }, contacts: [{ wa_id: '15550001234', profile: { name: 'Ada' } }],
      messages: [{ id: 'wamid.1', from: '15550001234', timestamp: '1764000000', type: 'text', text: { body: 'Hi' } }],
      statuses: [{ id: 'wamid.2', status: 'delivered', timestamp: '1764000000', recipient_id: '15550001234' }, { id: 'wamid.3', status: 'delivered', timestamp: '1764000000', recipient_id: '15550009999' }],
    };
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });
    const told = await fetch(`${api.url}/parley/v1/channels/${appId}/${id}`, {
      method: 'POST', body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}` },
    });
    expect(told.status).toBe(200);
    expect([await sealed(), await query('select from channel_outbox')]).toMatchObject([{ events: 3 }, [{}]]);
    await send(`/users/${user.id}`, { method: 'DELETE' });
    expect(await erase(user.id)).toEqual(expect.arrayContaining(['removed queued 1']));
    expect([await sealed(), await query('select from channel_outbox')]).toMatchObject([{ events: 1 }, []]);
  });
});
