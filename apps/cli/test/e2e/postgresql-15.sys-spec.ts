import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { testKeySettings, webhookTarget, type WebhookTarget } from '@parley/testing';
import { runCli } from '../run-cli.js';
import { basic, type ApiKey } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { connect, rejection, type OfficialClient } from './support/official-client.js';
import type { App, Conversation, Integration, Key, User } from './support/official-client.types.js';
import { startPostgresql15, type Postgresql15 } from './support/postgresql-15.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf } from './support/webhook-events.js';

const [ADMIN, RUNTIME, BACKUP, DATABASE] = ['parley_admin', 'parley_runtime', 'parley_backup', 'parley'];
const AT_ONCE = 16;

// Processes start, which takes long where several builds share the machine.
jest.setTimeout(240_000);

/** The embedded PostgreSQL is 18, and so is every other spec's; the promise is 15. */
describe('PostgreSQL 15', () => {
  let postgres: Postgresql15;
  let parley: RunningParley | undefined;
  let target: WebhookTarget;
  const conformance = new Conformance();
  let account: OfficialClient;
  let business: OfficialClient;
  let businessKey: ApiKey;
  let app: App;
  let user: User;
  let integration: Integration;
  let conversation: Conversation;

  const runtime = () => ({ DATABASE_URL: postgres.url(RUNTIME, DATABASE), PARLEY_APP_ERASURE_DELAY: '0', ...testKeySettings() });
  const settings = (): Record<string, string> => ({ ...runtime(), PARLEY_ADMIN_DATABASE_URL: postgres.url(ADMIN, DATABASE) });
  const signIn = (key: Key | ApiKey, scope: 'account' | 'app') =>
    connect({ baseUrl: parley?.baseUrl ?? '', key: { id: key.id, secret: key.secret ?? '' }, scope, mode: 'Basic', onExchange: conformance.exchange });
  const count = async (from: string): Promise<number> => (await postgres.run<{ count: number }>('postgres', DATABASE, `select count(*)::int from ${from}`))[0]?.count ?? -1;
  const messagesUrl = () => `${parley?.baseUrl}/v2/apps/${app.id}/conversations/${conversation.id}/messages`;
  const post = (text: string, author: object) => business.messages.postMessage(app.id, conversation.id, { author, content: { type: 'text', text } });
  const delivered = (path: string): string[] =>
    eventsOf(target.received.filter((request) => request.path === path)).flatMap(({ payload }) => payload.message?.content.text ?? []);
  const listed = async (): Promise<string[]> => (await business.messages.listMessages(app.id, conversation.id)).messages.map(({ content }) => String(content.text));

  beforeAll(async () => {
    target = await webhookTarget(({ path }) => (path === '/broken' ? 503 : 200));
    postgres = await startPostgresql15();
    expect(await postgres.run('postgres', 'postgres', `select current_setting('server_version_num')::int / 10000 as major`)).toEqual([{ major: 15 }]);
    // Who administrates Parley is no superuser: a role that owns the database and may make the runtime role.
    await postgres.run('postgres', 'postgres', `create role ${ADMIN} login createrole password 'secret'`);
    await postgres.run('postgres', 'postgres', `create database ${DATABASE} owner ${ADMIN}`);
  });
  afterAll(async () => {
    await parley?.dispose();
    await postgres?.stop();
    await target?.close();
  });

  it('takes `parley db init` and `parley db migrate`, once and again', async () => {
    for (const command of ['init', 'migrate', 'init', 'migrate']) expect(await runCli(['db', command], settings())).toMatchObject({ code: 0, err: '' });
    expect(await postgres.run('postgres', DATABASE, `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or pg_has_role('${RUNTIME}', '${ADMIN}', 'usage') as more from pg_roles where rolname = '${RUNTIME}'`)).toEqual([{ more: false }]);
  });

  it('takes the role for backups from a superuser, by the statement that `parley db init` says; what the server lacks is told after a migration', async () => {
    const withBackups = { ...settings(), PARLEY_BACKUP_DATABASE_URL: postgres.url(BACKUP, DATABASE) };
    const { code, err } = await runCli(['db', 'init'], withBackups);
    const [, statement = ''] = /: (create role [^\n]+)\n$/.exec(err) ?? [];
    expect({ code, statement }).toEqual({ code: 1, statement: `create role "${BACKUP}" login replication bypassrls password '…'` });
    await postgres.run('postgres', DATABASE, statement.replace('…', 'secret'));
    expect(await runCli(['db', 'init'], withBackups)).toMatchObject({ code: 0, err: '' });
    expect((await runCli(['db', 'migrate'], withBackups)).err.split('\n')).toEqual([
      'parley: Backups are snapshots only. wal_level is replica: set wal_level to logical, and restart the server',
      expect.stringMatching(/^parley: Backups are snapshots only. max_slot_wal_keep_size is -1, /),
      '',
    ]);
    expect(await postgres.run<{ tables: number }>(BACKUP, DATABASE, `select count(*)::int as tables from pg_publication_tables where pubname = 'parley_backup' and tablename = 'messages'`)).toEqual([{ tables: 1 }]);
  });

  it('carries the API and the worker, which know the runtime role only', async () => {
    parley = await RunningParley.start(runtime());
    account = signIn(parley.credentials().accountKey, 'account');
  });

  it('stores an app, its key, an integration with a webhook, a user, a conversation', async () => {
    ({ app } = await account.apps.createApp({ displayName: 'Shop', settings: { multiConvoEnabled: true } }));
    const { key } = await account.appKeys.createAppKey(app.id, { displayName: 'Backend' });
    businessKey = { id: key.id, secret: key.secret ?? '' };
    business = signIn(businessKey, 'app');
    ({ integration } = await business.integrations.createIntegration(app.id, {
      type: 'custom', displayName: 'Backend', webhooks: [{ target: `${target.url}/hook`, triggers: ['conversation:message'] }],
    }));
    ({ user } = await business.users.createUser(app.id, { externalId: 'ada', profile: { givenName: 'Ada' } }));
    ({ conversation } = await business.conversations.createConversation(app.id, { type: 'personal', participants: [{ userId: user.id }] }));
    expect((await business.participants.listParticipants(app.id, conversation.id)).participants.map(({ userId }) => userId)).toEqual([user.id]);
  });

  it('takes posts, one alone and many in one statement; the list and the webhook show them in one order', async () => {
    const authors = [{ type: 'business' }, { type: 'user', userId: user.id }, { type: 'user', userExternalId: 'ada' }];
    for (const [index, author] of authors.entries()) await post(`alone ${index}`, author);
    const statements = () => ['message-post-business', 'message-post-user', 'message-post-many'].filter((name) => postgres.log().includes(`execute ${name}:`));
    // Which of them meet is up to the machine: more are sent until some have met.
    let sent = 0;
    do {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => post(`together ${(sent += 1)}`, authors[index % authors.length] ?? {})));
    } while (sent < 5 * AT_ONCE && statements().length < 3);
    expect(statements()).toEqual(['message-post-business', 'message-post-user', 'message-post-many']);
    const texts = await listed();
    expect(texts).toHaveLength(authors.length + sent);
    await target.until(() => new Set(delivered('/hook')).size >= texts.length, 60_000);
    expect(delivered('/hook')).toEqual(texts);
  });

  it('answers a repeated request once, by its Idempotency-Key', async () => {
    const ask = (text: string) => fetch(messagesUrl(), {
      method: 'POST',
      headers: { authorization: basic(businessKey), 'content-type': 'application/json', 'idempotency-key': 'order-7' },
      body: JSON.stringify({ author: { type: 'business' }, content: { type: 'text', text } }),
    });
    const [first, again, other] = [await ask('once'), await ask('once'), await ask('twice')];
    expect([first.status, again.status, other.status]).toEqual([201, 201, 422]);
    expect(await again.text()).toBe(await first.text());
    expect((await listed()).filter((text) => text === 'once')).toEqual(['once']);
  });

  it('forgets a deleted webhook, and its job purges what waited for it', async () => {
    const { webhook } = await business.webhooks.createWebhook(app.id, integration.id, { target: `${target.url}/broken`, triggers: ['conversation:message'] });
    await post('never delivered there', { type: 'business' });
    await target.until(() => delivered('/broken').length > 0, 60_000);
    expect(await count(`webhook_deliveries where webhook_id = '${webhook.id}'`)).toBe(1);
    await business.webhooks.deleteWebhook(app.id, integration.id, webhook.id);
    // By the schedule it would begin within a minute.
    await postgres.run(ADMIN, DATABASE, `select graphile_worker.add_job('purge-deleted-webhooks')`);
    await eventually('purge', async () => (await count('deleted_webhooks')) === 0);
    expect(await count(`webhook_deliveries where webhook_id = '${webhook.id}'`)).toBe(0);
    await eventually('end of the job', async () => (await count(`graphile_worker.jobs where task_identifier = 'purge-deleted-webhooks' and last_error is null and attempts > 0`)) === 0);
  });

  it('deletes a conversation, a key and an app', async () => {
    // Not the first one: that is the user's default, which stays.
    const { conversation: group } = await business.conversations.createConversation(app.id, { type: 'sdkGroup', participants: [{ userId: user.id, subscribeSDKClient: false }] });
    await business.conversations.deleteConversation(app.id, group.id);
    expect(await rejection(business.conversations.getConversation(app.id, group.id))).toMatchObject({ status: 404 });
    await account.appKeys.deleteAppKey(app.id, businessKey.id);
    expect(await rejection(business.users.getUser(app.id, user.id))).toMatchObject({ status: 401 });
    await account.apps.deleteApp(app.id);
    await eventually('erasure of the app', async () => (await count('apps')) === 0);
  });

  it('refused nothing that it was asked', () => {
    const refusals = postgres.log().split('\n').filter((line) => /\b(ERROR|FATAL|PANIC):/.test(line)).map((line) => line.replace(/^.*?(ERROR|FATAL|PANIC)/, '$1'));
    expect(refusals).toEqual([
      // graphile-worker asks in this way, on any version, whether it is there.
      expect.stringMatching(/^ERROR: +relation "graphile_worker.migrations" does not exist/),
      // Who administrates may not make the role for backups, nor change its password.
      expect.stringMatching(/^ERROR: +must be superuser to create /),
      expect.stringMatching(/^ERROR: +must be superuser to alter /),
    ]);
    expect([...conformance.faults]).toEqual([]);
  });
});
