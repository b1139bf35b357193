import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { INTEGRATION_CONTRACTS, INTEGRATION_TYPES, type Integration, type IntegrationType } from '@parley/contracts';
import { newId } from '@parley/kernel';
import { createApp, createIntegration, createKey } from '@parley/testing';
import { call, codes, titles, type Answer, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';

const HOOK = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };
const SDK = { canUserSeeConversationList: false, canUserCreateMoreConversations: true };
const FORM = { enabled: true, fields: [{ type: 'email', name: 'email', label: 'E-mail', placeholder: 'you@example.org' }] };

/** Every field that a channel's or an SDK's integration is made of: what is shown again, what is not (all of it with `secret` in it), and what is shown beside. */
const GIVEN: Readonly<Record<Exclude<IntegrationType, 'custom'>, { shown?: object; secret?: object; beside?: object }>> = {
  android: { shown: { ...SDK, senderId: '1' }, secret: { projectId: 'secret p', clientEmail: 'secret c', privateKey: 'secret\nk', serverKey: 'secret s' }, beside: { attachmentsEnabled: true } },
  apple: { shown: { businessId: 'b', mspId: 'm', authenticationMessageSecret: 'x'.repeat(88) }, secret: { apiSecret: 'secret a' } },
  email: {
    shown: { smtpSecure: false, smtpUsername: 'smtp user', imapSecure: true, imapUsername: 'imap user', imapMailbox: 'INBOX', fromAddress: 'out@example.org', fromName: 'Kent Shop', hideUnsubscribeLink: true },
    secret: { smtpPassword: 'secret s', imapPassword: 'secret i' }, beside: { status: 'active' },
  },
  instagram: { shown: { appId: 'a', storyRepliesEnabled: false, storyMentionsEnabled: true }, secret: { pageAccessToken: 'secret t', appSecret: 'secret s' } },
  ios: { shown: { ...SDK, production: false, autoUpdateBadge: true }, secret: { certificate: 'secret c', password: 'secret p' }, beside: { attachmentsEnabled: true } },
  line: {
    shown: { channelId: 'c', channelSecret: 's', channelAccessToken: 't', serviceCode: 'c', switcherSecret: 'w', qrCodeUrl: 'https://qr-official.line.me/M/104fb8.png' },
    beside: { lineId: '104fb8' },
  },
  mailgun: {
    shown: { signingKey: 's', domain: 'example.org', incomingAddress: 'in@example.org', hideUnsubscribeLink: true, fromAddress: 'out@example.org' }, secret: { apiKey: 'secret k' }, beside: { status: 'active' },
  },
  messagebird: { shown: { originator: '12262121021' }, secret: { accessKey: 'secret a', signingKey: 'secret s' }, beside: { webhookSecret: expect.stringMatching(/^[0-9a-f]{32}$/) } },
  messenger: { shown: { pageAccessToken: 't', appId: 'a', pageId: 123212323432123, pageName: 'n' }, secret: { appSecret: 'secret s' } },
  telegram: { secret: { token: '42:secret' }, beside: { status: 'active', username: 'shop_bot', botId: '42' } },
  twilio: { shown: { accountSid: 'a', phoneNumberSid: 'p', messagingServiceSid: 'm' }, secret: { authToken: 'secret t' } },
  twitter: { shown: { tier: 'enterprise' }, secret: { consumerKey: 'secret a', consumerSecret: 'secret b', accessTokenKey: 'secret c', accessTokenSecret: 'secret d' } },
  unity: { shown: SDK, beside: { attachmentsEnabled: true } },
  viber: { secret: { token: 'secret t' } },
  web: {
    shown: {
      ...SDK, brandColor: 'fff', fixedIntroPane: true, conversationColor: '000000', actionColor: 'abc', displayStyle: 'tab', buttonIconUrl: 'https://example.org/b.png', buttonWidth: '60',
      buttonHeight: '61', integrationOrder: ['59fc8466260f48003505228b'], businessName: 'Kent Shop', businessIconUrl: 'https://example.org/i.png',
      backgroundImageUrl: 'https://example.org/t.png', originWhitelist: ['https://example.org'], prechatCapture: { ...FORM, avatarUrl: 'https://example.org/a.png', enableEmailLinking: true },
    },
    beside: { attachmentsEnabled: true },
  },
  whatsapp: {
    shown: { hsmFallbackLanguage: 'fr', accountId: '1', accountManagementAccessToken: 't', phoneNumberId: '2' }, secret: { accessToken: 'secret-t', appSecret: 'secret s', verifyToken: 'secret v' },
    beside: { status: 'active', phoneNumber: '15550783881' },
  },
};
const CHANNELS = INTEGRATION_TYPES.filter((type) => type !== 'custom');

const integrationOf = (answer: Answer) => (answer.body as { integration: Integration & Record<string, unknown> }).integration;

describe('integrations of channels and SDKs', () => {
  let vendors: Vendors;
  let api: RunningApi;
  let appId: string;
  let send: (path: string, options?: Call) => Promise<Answer>;
  const make = (type: IntegrationType, given: object = {}) => send('/integrations', { json: { type, ...given } });
  const made = async (type: Exclude<IntegrationType, 'custom'>, given: object = {}) => integrationOf(await make(type, { ...GIVEN[type].shown, ...GIVEN[type].secret, ...given }));

  /** Writes a switchboard that is in force, with two in it, of which the first is the default. */
  async function switchboard(): Promise<{ byDefault: string; other: string; shown: (name: string, inherited: boolean) => object }> {
    const [{ id: integrationId }, byDefault, other] = [await createIntegration(api.database, appId), newId(), newId()];
    await api.database.query('insert into switchboards (app_id, id) values ($1, $2)', [appId, newId()]);
    for (const [id, name] of [[byDefault, 'desk'], [other, 'bot']]) {
      await api.database.query(
        `insert into switchboard_integrations (app_id, id, name, integration_id, integration_type, deliver_standby_events) values ($1, $2, $3, $4, 'custom', true)`, [appId, id, name, integrationId]);
    }
    await api.database.query('update switchboards set enabled = true, default_switchboard_integration_id = $2 where app_id = $1', [appId, byDefault]);
    return { byDefault, other, shown: (name, inherited) => ({ name, integrationId, integrationType: 'custom', deliverStandbyEvents: true, inherited }) };
  }

  beforeAll(async () => {
    vendors = await startVendors();
    Object.assign(GIVEN.email.shown ?? {}, vendors.mailServers);
    api = await startApi(vendors.settings);
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
  });
  afterAll(async () => {
    await api.close();
    vendors.close();
  });

  it.each(CHANNELS)('%s: made of every field, stored sealed, shown without what is write-only, active where its channel is connected', async (type) => {
    const { shown, secret, beside } = GIVEN[type];
    const board = await switchboard();
    const common = { displayName: 'Ours', showAIDisclaimer: false };
    const answer = await make(type, { ...common, ...shown, ...secret, status: 'active', defaultResponderId: board.other });
    expect(answer.status).toBe(201);
    const integration = integrationOf(answer);
    expect(integration).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), type, status: 'inactive', ...common, ...shown, ...beside, defaultResponder: board.shown('bot', false) });
    expect(integrationOf(await send(`/integrations/${integration.id}`))).toEqual(integration);
    expect((await send(`/integrations?filter[types]=${type}`)).body).toMatchObject({ integrations: [integration] });
    const [row] = await api.database.query<{ text: string; responder: string; sealed: Buffer }>(
      'select integrations::text as text, default_responder_id as responder, sealed_settings as sealed from integrations where app_id = $1 and type = $2', [appId, type]);
    expect(row?.responder).toBe(board.other);
    // A colour of six digits may stand in an id by chance.
    for (const value of Object.values({ ...shown, ...secret }).map(String).filter((text) => text.length > 6)) {
      expect([row?.text, row?.sealed.toString('latin1')].filter((text) => text?.includes(value))).toEqual([]);
    }
  });

  it('what is given above is every field of the contract that is not read-only', async () => {
    for (const type of CHANNELS) {
      const given = { type, displayName: 'x', showAIDisclaimer: true, defaultResponderId: 'x', ...GIVEN[type].shown, ...GIVEN[type].secret };
      const { create } = INTEGRATION_CONTRACTS[type];
      const properties = Reflect.getMetadata('swagger/apiModelPropertiesArray', create.prototype as object) as string[];
      const writable = properties.map((name) => name.slice(1)).filter((name) => !(Reflect.getMetadata('swagger/apiModelProperties', create.prototype as object, name) as { readOnly?: boolean }).readOnly);
      expect({ type, fields: Object.keys(given).toSorted() }).toEqual({ type, fields: writable.toSorted() });
    }
  });

  it('defaults are shown where nothing was given', async () => {
    expect(integrationOf(await make('web'))).toEqual({
      id: expect.anything(), type: 'web', status: 'inactive', displayName: null, showAIDisclaimer: true, canUserSeeConversationList: true, attachmentsEnabled: true, brandColor: '65758e',
      fixedIntroPane: false, conversationColor: '0099ff', actionColor: '0099ff', displayStyle: 'button', buttonWidth: '58', buttonHeight: '58',
    });
    expect(integrationOf(await make('instagram', { pageAccessToken: 't', appId: 'a', appSecret: 's' }))).toMatchObject({ storyRepliesEnabled: true, storyMentionsEnabled: true });
    expect(integrationOf(await make('whatsapp'))).toMatchObject({ hsmFallbackLanguage: 'en_US' });
  });

  it('UpdateIntegration changes what its type allows, keeps the rest and the secrets, and null takes away', async () => {
    const { id, ...before } = await made('mailgun');
    const patch = async (json: object) => integrationOf(await send(`/integrations/${id}`, { method: 'PATCH', json }));
    const { other } = await switchboard();
    await api.database.query('update switchboards set enabled = false where app_id = $1', [appId]);
    const open = async () => (await api.database.query<{ responder: string | null }>('select default_responder_id as responder from integrations where id = $1', [id]))[0]?.responder;
    expect(await patch({ domain: 'other.org', incomingAddress: 'in@other.org', webhookSecret: 'x', hideUnsubscribeLink: false, defaultResponderId: other })).toMatchObject({ id, ...before, hideUnsubscribeLink: false });
    expect(await open()).toBe(other);
    const { fromAddress: _, ...without } = before as Record<string, unknown>;
    expect(await patch({ fromAddress: null, displayName: 'Post', defaultResponderId: null })).toEqual({ id, ...without, hideUnsubscribeLink: false, displayName: 'Post' });
    expect(await open()).toBeNull();
    expect(await patch({})).toMatchObject({ displayName: 'Post' });
    const refused = await send(`/integrations/${id}`, { method: 'PATCH', json: { hideUnsubscribeLink: 'yes' } });
    expect([refused.status, titles(refused)]).toEqual([400, ['hideUnsubscribeLink should be a boolean']]);
    const entries = await api.database.query<{ details: { fields?: string[] } }>("select details from audit_entries where target_id = $1 and action = 'integration:update' order by id", [id]);
    expect(entries.map(({ details }) => details.fields)).toEqual([['defaultResponderId', 'hideUnsubscribeLink'], ['defaultResponderId', 'displayName', 'fromAddress']]);
  });

  it('defaultResponder is the integration’s own while the switchboard knows it, else inherited from one that is in force', async () => {
    const { id } = await made('web');
    const responder = async () => {
      const [one, listed] = [await send(`/integrations/${id}`), await send('/integrations?filter[types]=web')];
      const shown = integrationOf(one).defaultResponder;
      expect((listed.body as { integrations: Integration[] }).integrations.map(({ defaultResponder }) => defaultResponder)).toEqual([shown]);
      return shown;
    };
    const give = (defaultResponderId: unknown) => send(`/integrations/${id}`, { method: 'PATCH', json: { defaultResponderId } });
    expect(await responder()).toBeUndefined();
    const board = await switchboard();
    expect(await responder()).toEqual(board.shown('desk', true));
    expect(integrationOf(await give(board.other)).defaultResponder).toEqual(board.shown('bot', false));
    expect(await responder()).toEqual(board.shown('bot', false));
    const foreign = await createApp(api.database, { accountId: api.accountId });
    for (const unknown of [newId(), 'x', id, foreign.id]) {
      const refused = [await give(unknown), await make('viber', { token: 't', defaultResponderId: unknown })];
      for (const answer of refused) expect([answer.status, titles(answer)]).toEqual([400, ['defaultResponderId should be the id of a switchboard integration of the app']]);
    }
    expect(await responder()).toEqual(board.shown('bot', false));
    await api.database.query('delete from switchboard_integrations where id = $1', [board.other]);
    expect(await responder()).toEqual(board.shown('desk', true));
    await api.database.query('update switchboards set enabled = false where app_id = $1', [appId]);
    expect(await responder()).toBeUndefined();
    expect(integrationOf(await give(null)).defaultResponder).toBeUndefined();
  });

  it('of another app no switchboard integration is one', async () => {
    const { other } = await switchboard();
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const { basic } = await createKey(api.database, { accountId: api.accountId, appId });
    send = (path, options = {}) => call(`${api.url}/v2/apps/${appId}${path}`, { authorization: basic, ...options });
    expect(titles(await make('viber', { token: 't', defaultResponderId: other }))).toEqual(['defaultResponderId should be the id of a switchboard integration of the app']);
    expect((await send('/integrations')).body).toMatchObject({ integrations: [] });
  });

  it.each<[IntegrationType, object, RegExp]>([
    ['telegram', {}, /^token is required/],
    ['mailgun', { apiKey: 'k', domain: 'a.org', incomingAddress: 'x@b.org' }, /^incomingAddress should be an address in domain/],
    ['custom', {}, /^webhooks is required/],
  ])('CreateIntegration of type %s from %p names the field at fault', async (type, given, title) => {
    const answer = await make(type, given);
    expect([answer.status, codes(answer)[0], titles(answer)[0]]).toEqual([400, 'bad_request', expect.stringMatching(title)]);
  });

  it('ListIntegrations filters by several types, pages over them in both directions, and knows no other type', async () => {
    const ids: string[] = [];
    for (const type of ['web', 'unity', 'whatsapp', 'web', 'unity'] as const) ids.push(integrationOf(await make(type)).id);
    const list = async (query: string) => (await send(`/integrations?${query}`)).body as { integrations: Integration[]; meta: { hasMore: boolean; afterCursor?: string; beforeCursor?: string } };
    const [a, b, , d, e] = ids;
    const first = await list('filter[types]=unity,%20web,web,slack&page[size]=3');
    expect([first.integrations.map(({ id }) => id), first.meta]).toEqual([[a, b, d], { hasMore: true, afterCursor: d }]);
    const second = await list(`filter[types]=unity,web&page[size]=3&page[after]=${d}`);
    expect([second.integrations.map(({ id }) => id), second.meta]).toEqual([[e], { hasMore: false, beforeCursor: e }]);
    expect((await list(`filter[types]=unity,web&page[before]=${d}&page[size]=1`)).integrations.map(({ id }) => id)).toEqual([b]);
    expect((await list('filter[types]=slack')).integrations).toEqual([]);
  });

  it('keys and webhooks are of custom integrations only', async () => {
    const { id } = integrationOf(await make('web'));
    const answers = [await send(`/integrations/${id}/keys`, { json: { displayName: 'k' } }), await send(`/integrations/${id}/keys`), await send(`/integrations/${id}/webhooks`, { json: HOOK })];
    expect(answers.map((answer) => [answer.status, titles(answer)[0]])).toEqual([
      [400, 'API keys are available only for custom integrations'], [400, 'API keys are available only for custom integrations'], [400, 'Webhooks are available only for custom integrations'],
    ]);
    expect((await send(`/integrations/${id}/webhooks`)).body).toEqual({ webhooks: [] });
    expect((await send(`/integrations/${id}/keys/int_0`)).status).toBe(404);
  });

  it('`me` is the calling integration: it sees itself and no other', async () => {
    const own = integrationOf(await make('custom', { webhooks: [HOOK] }));
    const { basic: authorization } = await createKey(api.database, { accountId: api.accountId, appId, integrationId: own.id });
    for (const name of ['me', own.id]) expect(integrationOf(await send(`/integrations/${name}`, { authorization }))).toEqual(own);
    const other = integrationOf(await make('web')).id;
    expect(codes(await send(`/integrations/${other}`, { authorization }))).toEqual(['forbidden']);
    expect(codes(await send('/integrations/me'))).toEqual(['integration_not_found']);
    expect([(await send('/integrations', { authorization })).status, (await send('/integrations/me', { authorization, method: 'PATCH', json: {} })).status]).toEqual([403, 403]);
  });

  it('an integration of another app is unknown, to every operation on one, and stays as it is', async () => {
    const mine = await made('mailgun');
    const { id: theirs, accountId } = await createApp(api.database);
    const { basic: authorization } = await createKey(api.database, { accountId, appId: theirs });
    for (const options of [{}, { method: 'PATCH', json: { displayName: 'x' } }, { method: 'DELETE' }]) {
      expect(codes(await call(`${api.url}/v2/apps/${theirs}/integrations/${mine.id}`, { authorization, ...options }))).toEqual(['integration_not_found']);
    }
    expect(integrationOf(await send(`/integrations/${mine.id}`))).toEqual(mine);
  });

  it('DeleteIntegration removes it', async () => {
    const { id } = await made('telegram');
    expect((await send(`/integrations/${id}`, { method: 'DELETE' })).body).toEqual({});
    expect(codes(await send(`/integrations/${id}`))).toEqual(['integration_not_found']);
  });
});
