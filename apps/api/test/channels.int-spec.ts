import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ChannelInbound } from '@parley/conversations';
import { asAppId } from '@parley/kernel';
import { Database } from '@parley/persistence';
import { createApp, createKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';

/** Callbacks a second that an integration takes here. */
const RATE = 20;
const NOBODY = '0'.repeat(24);
const MEGABYTE = 1024 * 1024;

const update = (text: string) => ({ message: { message_id: 1, date: 1_764_000_000, text, from: { id: 7, is_bot: false, first_name: 'Ada' }, chat: { id: 7, type: 'private' } } });

describe('channels over HTTP', () => {
  let vendors: Vendors;
  let api: RunningApi;
  let appId: string;
  let key: string;
  let send: (path: string, options?: Call) => Promise<Answer>;
  const waiting = async () => (await api.database.query('select from channel_inbox where app_id = $1', [appId])).length;
  const connect = async (token = '42:secret') => (await send('/integrations', { json: { type: 'telegram', token } })) as Answer & { body: { integration: { id: string } } };
  const post = (path: string, body: string | Buffer = '{}', headers: Record<string, string> = {}) => fetch(`${api.url}/parley/v1/channels/${path}`, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
  const tell = (text: string, id?: number) => vendors.telegram.update(update(text), { origin: api.url, ...(id !== undefined && { id }) });

  const calls = (token: string) => vendors.telegram.calls.filter((made) => made.token === token).map(({ method }) => method);
  /** As workers leave it when the vendor refuses its credentials. */
  const fails = async (id: string) => {
    await api.database.query("update integrations set status = 'error' where id = $1", [id]);
    await api.database.query("insert into channel_outbox_lanes values ($1, $2, 'c', 1, 3, now() + interval '1 hour')", [appId, id]);
    await api.database.query("insert into channel_inbox_lanes values ($1, $2, 'sender', 1, 3, now() + interval '1 hour')", [appId, id]);
  };
  const due = async () => (await api.database.query<{ due: boolean }>(
    'select next_attempt_at <= now() as due from channel_outbox_lanes where app_id = $1 union all select next_attempt_at <= now() from channel_inbox_lanes where app_id = $1 and pending = 1', [appId])).map((row) => row.due);
  const updates = async (id: string) => (await api.database.query<{ details: object }>("select details from audit_entries where target_id = $1 and action = 'integration:update' order by at", [id])).map(({ details }) => details);

  beforeAll(async () => {
    vendors = await startVendors();
    api = await startApi({ ...vendors.settings, channelRateLimit: RATE });
  });
  beforeEach(async () => {
    vendors.telegram.calls.length = 0;
    vendors.telegram.revoked.clear();
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    key = basic;
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
  });
  afterAll(async () => {
    await api.close();
    vendors.close();
  });

  const WHATSAPP = { type: 'whatsapp', accountId: '1', phoneNumberId: '2', accessToken: 'token', appSecret: 'secret', verifyToken: 'verify' };
  const MAILGUN = { type: 'mailgun', apiKey: 'key', domain: 'example.org', incomingAddress: 'shop@example.org' };

  it('a credential that the vendor refuses is named, and so is a setting that the channel cannot use, without asking; nothing is made', async () => {
    vendors.telegram.revoked.add('42:revoked');
    const refused = await connect('42:revoked');
    expect([refused.status, codes(refused), titles(refused)]).toEqual([400, ['bad_request'], ['token is refused by the channel']]);
    const [asked, mailsAsked] = [vendors.telegram.calls.length, vendors.mailgun.asked.length];
    const unfit: readonly [string, object][] = [
      ['token', { type: 'telegram', token: '42:täken' }], ['accessToken', { ...WHATSAPP, accessToken: 'tökén 令牌' }], ['accountId', { ...WHATSAPP, accountId: '../me' }],
      ['domain', { ...MAILGUN, domain: 'localhost', incomingAddress: 'shop@localhost' }], ['incomingAddress', { ...MAILGUN, incomingAddress: "o'shop@example.org" }],
      ['fromAddress', { ...MAILGUN, fromAddress: 'shop@localhost' }],
    ];
    for (const [setting, json] of unfit) {
      const answer = await send('/integrations', { json });
      expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [`${setting} is not what the channel can use`]]);
    }
    expect([vendors.telegram.calls.length, vendors.mailgun.asked.length]).toEqual([asked, mailsAsked]);
    expect((await send('/integrations')).body).toMatchObject({ integrations: [] });
  });

  it('an integration tells what its channel refused last, and one whose channel never did tells nothing', async () => {
    const { body: { integration: { id } } } = await connect();
    const shown = async () => ((await send(`/integrations/${id}`)).body as { integration: object }).integration;
    expect(await shown()).not.toHaveProperty('lastError');
    await api.database.query("update integrations set status = 'error', fault_class = 'auth', fault_code = '401', fault_at = '2026-11-24T14:10:00Z' where id = $1", [id]);
    expect(await shown()).toMatchObject({ status: 'error', lastError: { code: 'auth', message: 'The channel refuses the credentials (401)', occurredAt: '2026-11-24T14:10:00.000Z' } });
  });

  it('a credential that is replaced connects again: the integration is active, what waits is due, and the same bot goes on with the same secret', async () => {
    const { body: { integration: { id } } } = await connect();
    const before = vendors.telegram.hook;
    await fails(id);
    const answer = await send(`/integrations/${id}`, { method: 'PATCH', json: { token: '42:another', displayName: 'Shop' } });
    expect([answer.status, answer.body]).toMatchObject([200, { integration: { id, status: 'active', username: 'shop_bot', botId: '42', displayName: 'Shop' } }]);
    expect(answer.body).not.toHaveProperty('integration.token');
    expect(vendors.telegram.hook).toEqual(before);
    expect(calls('42:another')).toEqual(['getMe', 'setWebhook']);
    expect(calls('42:secret')).toEqual(['getMe', 'setWebhook']);
    expect(await due()).toEqual([true, true]);
    expect(await updates(id)).toEqual([{ fields: ['displayName', 'token'], status: 'active' }]);
    expect(await tell('Hello')).toBe(200);
  });

  it('a replaced credential that the vendor refuses is named, and nothing is changed; what is no credential asks nobody', async () => {
    const { body: { integration: { id } } } = await connect();
    await fails(id);
    vendors.telegram.revoked.add('42:revoked');
    for (const [token, title] of [['42:revoked', 'token is refused by the channel'], ['no token', 'token is not what the channel can use']]) {
      const refused = await send(`/integrations/${id}`, { method: 'PATCH', json: { token, displayName: 'Shop' } });
      expect([refused.status, codes(refused), titles(refused)]).toEqual([400, ['bad_request'], [title]]);
    }
    vendors.telegram.revoked.add('42:secret');
    expect((await send(`/integrations/${id}`, { method: 'PATCH', json: { showAIDisclaimer: false } })).body).toMatchObject({ integration: { status: 'error', displayName: null } });
    expect([await due(), await tell('Hello')]).toEqual([[false, false], 200]);
    expect(await updates(id)).toEqual([{ fields: ['showAIDisclaimer'] }]);
  });

  it('another bot is heard by a secret of its own, and the one before is told to call no more', async () => {
    const { body: { integration: { id } } } = await connect();
    const before = vendors.telegram.hook?.secret_token ?? '';
    expect((await send(`/integrations/${id}`, { method: 'PATCH', json: { token: '43:bot' } })).body).toMatchObject({ integration: { botId: '43' } });
    expect(calls('42:secret')).toEqual(['getMe', 'setWebhook', 'deleteWebhook']);
    expect([await tell('Hello'), await vendors.telegram.update(update('Hello'), { origin: api.url, secret: before })]).toEqual([200, 404]);
  });

  it('a bot that nothing is stored of is told to call no more', async () => {
    const { body: { integration: { id } } } = await connect();
    const refused = await send(`/integrations/${id}`, { method: 'PATCH', json: { token: '43:bot', defaultResponderId: NOBODY } });
    expect([refused.status, calls('43:bot'), calls('42:secret')]).toEqual([400, ['getMe', 'setWebhook', 'deleteWebhook'], ['getMe', 'setWebhook']]);
  });

  it('an integration without credentials is connected by those that it is given', async () => {
    const made = (await send('/integrations', { json: { type: 'telegram', token: null } })).body as { integration: { id: string; status: string } };
    expect(made.integration.status).toBe('inactive');
    expect((await send(`/integrations/${made.integration.id}`, { method: 'PATCH', json: { token: '42:secret' } })).body).toMatchObject({ integration: { status: 'active', username: 'shop_bot' } });
    expect(await tell('Hello')).toBe(200);
  });

  it('where nothing is, and whoever is refused, is told the same and no more; of a deleted app nothing is taken', async () => {
    const { body: { integration: { id } } } = await connect();
    const other = await createApp(api.database);
    const named = { 'x-telegram-bot-api-secret-token': vendors.telegram.hook?.secret_token ?? '' };
    const told = async (response: Response) => ({ status: response.status, body: await response.text(), type: response.headers.get('content-type') });
    const refusals = [
      await post(`${appId}/${id}`, JSON.stringify({ update_id: 1 })), await post(`${appId}/${id}`, JSON.stringify({ update_id: 1 }), { 'x-telegram-bot-api-secret-token': 'guessed' }),
      await post(`${appId}/${NOBODY}`, '{}', named), await post(`${other.id}/${id}`, '{"update_id":1}', named), await post('x/y', '{}', named),
    ];
    for (const refused of refusals) expect(await told(refused)).toEqual({ status: 404, body: '', type: 'text/plain; charset=utf-8' });
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const answer = await fetch(`${api.url}/parley/v1/channels/${appId}/${id}`, { method, body: '{}', headers: { ...named, 'content-type': 'application/json' } });
      expect([answer.headers.get('allow'), await told(answer)]).toEqual(['GET, POST', { status: 405, body: '', type: 'text/plain; charset=utf-8' }]);
    }
    expect(await tell('Hello')).toBe(200);
    expect(await waiting()).toBe(1);
    await api.database.query('update apps set deleted_at = now() where id = $1', [appId]);
    expect(await tell('Too late')).toBe(404);
    expect(await waiting()).toBe(1);
  });

  it('a body is taken as it comes, of any type, up to 3 MB; one that is no update is refused', async () => {
    const { body: { integration: { id } } } = await connect();
    const headers = { 'x-telegram-bot-api-secret-token': vendors.telegram.hook?.secret_token ?? '', 'content-type': 'application/x-of-any-kind' };
    const sized = (bytes: number, updateId: number) => JSON.stringify({ update_id: updateId, pad: '' }).replace('""', `"${'x'.repeat(bytes - JSON.stringify({ update_id: updateId, pad: '' }).length)}"`);
    expect((await post(`${appId}/${id}`, sized(3 * MEGABYTE, 1), headers)).status).toBe(200);
    expect((await post(`${appId}/${id}`, sized(3 * MEGABYTE + 1, 2), headers)).status).toBe(413);
    expect((await post(`${appId}/${id}`, Buffer.from([0xff, 0xfe]), headers)).status).toBe(400);
    expect(await waiting()).toBe(1);
  });

  it('mails come to the route that is made at Mailgun with the integration, each signed token once; it goes with the integration', async () => {
    const { mailgun } = vendors;
    const made = (await send('/integrations', { json: MAILGUN })) as Answer & { body: { integration: { id: string; status: string } } };
    expect(made.body.integration.status).toBe('active');
    const route = mailgun.asked.find(({ call: asked }) => asked === 'POST /v3/routes')?.form['action'];
    expect([route, mailgun.asked.at(-1)?.form['url']]).toEqual(['stop()', expect.stringMatching(`/parley/v1/channels/${appId}/${made.body.integration.id}$`)]);
    const [timestamp, token] = [String(Math.floor(Date.now() / 1000)), randomBytes(25).toString('hex')];
    const mail = (key: string) => new URLSearchParams({
      timestamp, token, signature: createHmac('sha256', key).update(timestamp + token).digest('hex'), from: 'Ada <ada@example.org>', 'body-plain': 'Hello', 'message-headers': '[["Message-Id","<1@example.org>"]]',
    }).toString();
    const tellMail = async (key: string) => (await post(`${appId}/${made.body.integration.id}`, mail(key), { 'content-type': 'application/x-www-form-urlencoded' })).status;
    expect([await tellMail('another'), await tellMail('key'), await tellMail('key'), await waiting()]).toEqual([404, 200, 200, 1]);
    mailgun.asked.length = 0;
    const replaced = await send(`/integrations/${made.body.integration.id}`, { method: 'PATCH', json: { apiKey: 'another', signingKey: 'of its own' } });
    expect(replaced.body).toMatchObject({ integration: { status: 'active', signingKey: 'of its own' } });
    expect(mailgun.asked.map(({ call: asked }) => asked)).toEqual(['GET /v4/domains/example.org', 'PUT /v3/routes/route2', 'PUT /v4/domains/example.org/webhooks']);
    expect([await tellMail('key'), await tellMail('another'), await tellMail('of its own')]).toEqual([404, 404, 200]);
    mailgun.asked.length = 0;
    await send(`/integrations/${made.body.integration.id}`, { method: 'DELETE' });
    expect(mailgun.asked.map(({ call: asked }) => asked)).toEqual(['DELETE /v3/routes/route2', expect.stringMatching(/^DELETE \/v4\/domains\/example\.org\/webhooks\?url=/)]);
  });

  it('what a message was made of is shown to the keys of its app, its card numbers masked; to nobody else, nor of a message that has none', async () => {
    const made = await send('/integrations', { json: { type: 'mailgun', apiKey: 'key', domain: 'example.org', incomingAddress: 'shop@example.org' } }) as Answer & { body: { integration: { id: string } } };
    const original = { subject: 'Re: Order', text: 'Yes.\n\n> Well?', html: '<p>Yes.</p>' };
    const hear = (externalId: string, more: object) => api.app.get(Database).app(asAppId(appId)).transaction((tx) => api.app.get(ChannelInbound).apply(tx, asAppId(appId), { integrationId: made.body.integration.id, type: 'mailgun' }, {
      kind: 'message', person: { externalId: 'ada@example.org' }, at: Date.now(), externalId, content: { type: 'text', text: 'Yes.' }, ...more,
    }));
    await hear('<1>', { original });
    await hear('<2>', { original: { ...original, html: '<p>4111 1111 1111 1111</p>' } });
    await hear('<3>', { thread: { answers: ['<1>'] } });
    const [said] = await api.database.query<{ conversation_id: string; ids: string[] }>('select conversation_id, array_agg(id order by id) as ids from messages where app_id = $1 group by 1', [appId]);
    const { conversation_id: conversation = '', ids: [plain, masked, none] = [] } = said ?? {};
    const get = (message = NOBODY, at = conversation, app = appId, authorization = key) => call(`${api.url}/parley/v1/apps/${app}/conversations/${at}/messages/${message}/original`, { authorization });
    expect((await get(plain)).body).toEqual({ original });
    expect((await get(masked)).body).toEqual({ original: { ...original, html: '<p>**** **** **** 1111</p>' } });
    const answer = (await send(`/conversations/${conversation}/messages`, { json: { author: { type: 'business' }, content: { type: 'text', text: 'Hello' }, override: { whatsapp: { payload: {} } } } })) as Answer & { body: { messages: [{ id: string }] } };
    const other = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId: other });
    const refused = [await get(none), await get(answer.body.messages[0].id), await get(), await get('x'), await get(plain, NOBODY), await get(plain, conversation, other, basic), await get(plain, conversation, appId, basic)];
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404]);
    expect(JSON.stringify((await send(`/conversations/${conversation}/messages`)).body)).not.toContain('Well?');
  });

  it('servers of mail are asked to let us in when an integration is made and when it changes; which one refuses is named, and nobody may call', async () => {
    const given = { type: 'email', ...vendors.mailServers, imapUsername: 'shop', imapPassword: 'right', fromAddress: 'shop@example.org' };
    const refused = async (more: object) => titles(await send('/integrations', { json: { ...given, ...more } }));
    expect([await refused({ imapPassword: 'wrong' }), await refused({ smtpHost: '10.0.0.1' }), await refused({ smtpUsername: 'shop', smtpPassword: 'wrong' })]).toEqual([
      ['imapUsername or imapPassword is refused by the channel'], ['smtpHost should not lead to a private or reserved address'], ['smtpUsername or smtpPassword is refused by the channel'],
    ]);
    const { body: { integration: made } } = (await send('/integrations', { json: given })) as Answer & { body: { integration: { id: string } } };
    expect(made).toMatchObject({ type: 'email', status: 'active', smtpSecure: false, imapSecure: true, imapMailbox: 'INBOX', hideUnsubscribeLink: false });
    expect(Object.keys(made).filter((name) => /password|secret/i.test(name))).toEqual([]);
    const patch = (json: object) => send(`/integrations/${made.id}`, { method: 'PATCH', json });
    expect(titles(await patch({ imapMailbox: 'Elsewhere' }))).toEqual(['imapMailbox is refused by the channel']);
    expect((await patch({ imapPassword: 'another', fromName: 'Kent Shop' })).body).toMatchObject({ integration: { status: 'active', fromName: 'Kent Shop' } });
    expect((await post(`${appId}/${made.id}`)).status).toBe(404);
    expect(await updates(made.id)).toEqual([{ fields: ['fromName', 'imapPassword'] }]);
  });

  it('more callbacks than an integration may have are sent again later, and none is lost; another integration is not concerned', async () => {
    await connect();
    const numbers = Array.from({ length: 4 * RATE }, (_, index) => index + 1);
    const first = await Promise.all(numbers.map(async (number) => ({ number, status: await tell('Hello', number) })));
    const refused = first.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(first.filter(({ status }) => status === 200).length + refused.length).toBe(numbers.length);
    expect(await waiting()).toBe(numbers.length - refused.length);
    const { hook } = vendors.telegram;
    await connect('43:another');
    expect(await tell('From elsewhere', 1)).toBe(200);
    vendors.telegram.hook = hook;
    for (const { number } of refused) while ((await tell('Hello', number)) === 429) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await waiting()).toBe(numbers.length + 1);
  });
});
