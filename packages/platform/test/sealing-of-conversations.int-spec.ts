import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MediaUrls, MessageAttachments } from '@parley/attachments';
import { ConversationsService, MessagesService, MessageWriter, UsersService } from '@parley/conversations';
import type { Keyring } from '@parley/crypto-at-rest';
import { Erasures } from '@parley/erasure';
import { asAccountId, newId, type AppId, type RequestContext } from '@parley/kernel';
import { WakeUp } from '@parley/persistence';
import { createApp, createIntegration, databaseKeyring, openDatabase, outboxEvents, type OpenDatabase } from '@parley/testing';
import { DatabaseBeforeSealing } from '@parley/testing/before-sealing';

const [USER, OTHER, CONVERSATION, EMPTY] = [newId(), newId(), newId(), newId()];
const BODY = { author: { displayName: 'Ada' }, content: { type: 'text', text: 'Hello' }, source: { type: 'api' }, metadata: { order: '7' }, channel: { schema: 'whatsapp' } };
const PAYLOAD = { conversation: { id: CONVERSATION, type: 'personal', metadata: {} }, message: { id: newId(), content: { type: 'text', text: 'Hello' } } };

describe('what people said before sealing is sealed in the update, and reads as before', () => {
  let before: DatabaseBeforeSealing;
  let open: OpenDatabase;
  let keyring: Keyring;
  let wakeUp: WakeUp;
  let appId: AppId;
  const page = { size: 25 };
  const context = (): RequestContext => ({ requestId: newId(), appId, principal: { scope: 'app', keyId: 'app_test', accountId: asAccountId(newId()), appId } });
  const users = () => new UsersService(open.database, keyring);

  beforeAll(async () => {
    before = await DatabaseBeforeSealing.make();
    const { database } = before;
    appId = (await createApp(database)).id;
    await database.query(
      `insert into users (app_id, id, external_id, external_id_hash, signed_up_at, profile, metadata) values ($1, $2, 'ada', sha256('ada'), now(), $3, $4), ($1, $5, null, null, now(), '{}', '{}')`,
      [appId, USER, { givenName: 'Ada', email: 'ada@example.org' }, { vip: true }, OTHER]);
    await database.query("insert into user_identities values ($1, $2, 'email', 'ada@example.org', 'sso')", [appId, USER]);
    await database.query(
      `insert into conversations (app_id, id, type, display_name, metadata, last_updated_at, created_at) values ($1, $2, 'personal', 'Order', $3, now(), now()), ($1, $4, 'sdkGroup', null, '{}', now(), now())`,
      [appId, CONVERSATION, { order: '7' }, EMPTY]);
    await database.query(
      `insert into messages (app_id, conversation_id, id, ordinal, received, author_type, author_user_id, body) select $1, $2, lpad(n::text, 24, '0'), n, now(), 'user', $3, $4 from generate_series(1, 5) n`,
      [appId, CONVERSATION, USER, BODY]);
    await database.query(`insert into outbox_events (id, app_id, type, order_key, created_at, payload) values ($1, $2, 'conversation:message', $3, now(), $4)`, [newId(), appId, CONVERSATION, PAYLOAD]);
    await database.query(`insert into outbox_events (id, app_id, type, order_key, created_at, payload) values ($1, $2, 'user:remove', $3, now(), $4)`, [newId(), appId, newId(), { user: { id: 'gone' } }]);
    await database.query(
      `insert into webhook_deliveries (app_id, webhook_id, order_key, event_id, type, created_at, payload) values ($1, 'w', $2, 'e', 'conversation:message', now(), $3)`, [appId, CONVERSATION, PAYLOAD]);
    await database.query(`insert into idempotent_answers (app_id, operation, key_hash, body_hash, answer) values ($1, 'POST /x', 'k', 'b', $2)`, [appId, JSON.stringify([{ text: 'Hello' }])]);
    const { id: integrationId } = await createIntegration(database, appId);
    await database.query(`insert into webhooks (app_id, integration_id, id, target, triggers, secret) values ($1, $2, 'w', 'http://127.0.0.1/', '{*}', 'secret')`, [appId, integrationId]);
    await before.update((steps) => before.seal(steps, 2));
    keyring = await databaseKeyring(database);
    open = openDatabase(database.url, 2);
    wakeUp = new WakeUp(open.database, () => undefined);
  });
  afterAll(async () => {
    await wakeUp.close();
    await open.close();
    await before.close();
  });

  it('users, by id, external id and e-mail', async () => {
    const ada = { id: USER, externalId: 'ada', profile: { givenName: 'Ada', email: 'ada@example.org' }, metadata: { vip: true }, identities: [{ type: 'email', value: 'ada@example.org', verification: 'sso' }] };
    expect(await users().get(context(), { userIdOrExternalId: 'ada' })).toMatchObject(ada);
    expect((await users().list(context(), { email: 'ada@example.org', page })).items).toMatchObject([ada]);
    expect(await users().get(context(), { userIdOrExternalId: OTHER })).toMatchObject({ id: OTHER, profile: {}, metadata: {}, identities: [] });
    expect(await users().update(context(), { userIdOrExternalId: OTHER, change: { profile: { givenName: 'Grace' } } })).toMatchObject({ profile: { givenName: 'Grace' } });
  });

  it('conversations and messages', async () => {
    const conversations = new ConversationsService(open.database, wakeUp, keyring, new Erasures({ erasureDelaySeconds: 0, appErasureDelaySeconds: 0 }));
    expect(await conversations.get(context(), CONVERSATION)).toMatchObject({ displayName: 'Order', metadata: { order: '7' } });
    expect(await conversations.update(context(), { conversationId: EMPTY, change: { displayName: 'Named' } })).toMatchObject({ displayName: 'Named', metadata: {} });
    const messages = new MessagesService(open.database, new MessageWriter(open.database, keyring), wakeUp, keyring, new MessageAttachments(keyring, new MediaUrls(keyring, { publicUrl: 'https://parley.example', seconds: 60 })));
    const { items } = await messages.list(context(), { conversationId: CONVERSATION, page });
    expect(items).toHaveLength(5);
    expect(items[4]).toMatchObject({ author: { type: 'user', userId: USER, displayName: 'Ada' }, content: BODY.content, metadata: BODY.metadata });
    expect(items[4]).not.toHaveProperty('channel');
  });

  it('events, deliveries and kept answers', async () => {
    expect((await outboxEvents(before.database, appId, undefined, keyring)).map(({ payload }) => payload)).toEqual([PAYLOAD, { user: { id: 'gone' } }]);
    const [delivery] = await before.database.query<{ payload: object; cells: Buffer[] }>('select payload, cells from webhook_deliveries');
    expect(delivery).toMatchObject({ payload: {}, cells: [expect.any(Buffer)] });
    const [answer] = await before.database.query<{ sealed_answer: Buffer; subjects: string[] }>('select sealed_answer, subjects from idempotent_answers');
    expect(answer?.subjects).toEqual([`app:${appId}`]);
    const key = await keyring.index(open.database.app(appId), appId, 'idempotency_key', `POST /x ${Buffer.from('k').toString('hex')}`);
    const place = { table: 'idempotent_answers', row: `POST /x/${key.toString('hex')}`, column: 'sealed_answer' };
    expect(await keyring.openOne(open.database.app(appId), { tenant: appId, subject: `app:${appId}`, place, cell: answer?.sealed_answer ?? Buffer.of() })).toEqual([{ text: 'Hello' }]);
  });

  it('webhooks, in the same update', async () => {
    const [webhook] = await before.database.query<{ sealed_endpoint: Buffer }>('select * from webhooks');
    const place = { table: 'webhooks', row: 'w', column: 'sealed_endpoint' };
    expect(await keyring.openOne(open.database.app(appId), { tenant: appId, subject: `app:${appId}`, place, cell: webhook?.sealed_endpoint ?? Buffer.of() }))
      .toEqual({ target: 'http://127.0.0.1/', secret: 'secret' });
  });

  it('leaves no plain column behind', async () => {
    expect(await before.columns('users')).not.toEqual(expect.arrayContaining(['profile']));
    for (const [table, column] of [['users', 'external_id'], ['conversations', 'metadata'], ['messages', 'body'], ['idempotent_answers', 'answer']] as const)
      expect(await before.columns(table)).not.toContain(column);
    expect(await before.columns('user_identities')).toEqual([]);
  });
});
