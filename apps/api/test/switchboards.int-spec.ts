import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Conversation, Switchboard, SwitchboardIntegration } from '@parley/contracts';
import { createApp, createIntegration, createKey } from '@parley/testing';
import { call, codes, titles, type Call } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';

const UNKNOWN = 'f'.repeat(24);

describe('switchboards', () => {
  let api: RunningApi;
  let appId: string;
  const send = (path: string, options: Call = {}) => call(`${api.url}/v2/apps/${appId}/switchboards${path}`, { authorization: api.accountKey.basic, ...options });
  const make = async () => ((await send('', { method: 'POST' })).body as { switchboard: Switchboard }).switchboard.id;
  const add = (board: string, json: object) => send(`/${board}/switchboardIntegrations`, { json });
  const added = async (board: string, json: object = {}) => {
    const { id: integrationId } = await createIntegration(api.database, appId);
    const answer = await add(board, { name: 'bot', integrationId, ...json });
    expect(answer.status).toBe(201);
    return (answer.body as { switchboardIntegration: SwitchboardIntegration }).switchboardIntegration;
  };
  const patch = (path: string, json: object) => send(path, { method: 'PATCH', json });
  /** What an error says. */
  const error = async (answer: ReturnType<typeof send>) => [(await answer).status, codes(await answer)[0], titles(await answer)[0]];
  const NOT_FOUND = [404, 'switchboard_not_found', 'Switchboard not found'];
  const NO_INTEGRATION = [404, 'switchboard_integration_not_found', 'SwitchboardIntegration not found'];

  beforeAll(async () => {
    api = await startApi();
  });
  beforeEach(async () => {
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
  });
  afterAll(() => api.close());

  it('are made disabled, one for each app, also when asked for at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => send('', { method: 'POST' })));
    const [made, ...others] = answers.toSorted((a, b) => a.status - b.status);
    expect(made).toMatchObject({ status: 201, body: { switchboard: { id: expect.stringMatching(/^[0-9a-f]{24}$/), enabled: false } } });
    expect(others.map((answer) => [answer.status, titles(answer)[0]])).toEqual(others.map(() => [400, 'Only one switchboard can be created per app']));
    expect((await send('')).body).toEqual({ switchboards: [(made?.body as { switchboard: object }).switchboard] });
  });

  it('enabled switchboard must have an associated default switchboardIntegration', async () => {
    const board = await make();
    expect(await error(patch(`/${board}`, { enabled: true })))
      .toEqual([404, 'switchboard_integration_not_found', 'Enabled switchboard must have an associated default switchboardIntegration']);
    for (const unknown of [UNKNOWN, 'x']) expect(await error(patch(`/${board}`, { defaultSwitchboardIntegrationId: unknown }))).toEqual(NO_INTEGRATION);
    const { id } = await added(board);
    const switchboard = { id: board, enabled: true, defaultSwitchboardIntegrationId: id };
    expect((await patch(`/${board}`, { enabled: true, defaultSwitchboardIntegrationId: id })).body).toEqual({ switchboard });
    expect((await patch(`/${board}`, { enabled: false })).body).toEqual({ switchboard: { ...switchboard, enabled: false } });
    expect((await patch(`/${board}`, {})).body).toEqual({ switchboard: { ...switchboard, enabled: false } });
    expect(await error(patch(`/${board}`, { enabled: 'yes', defaultSwitchboardIntegrationId: null }))).toEqual([400, 'bad_request', 'enabled should be a boolean']);
  });

  it('take switchboard integrations with their defaults, list them, and are deleted with them', async () => {
    const board = await make();
    const first = await added(board);
    expect(first).toEqual({ id: first.id, name: 'bot', integrationId: first.integrationId, integrationType: 'custom', deliverStandbyEvents: true });
    const second = await added(board, { name: 'desk-1_A', deliverStandbyEvents: false, nextSwitchboardIntegrationId: first.id, messageHistoryCount: 5 });
    expect(second).toMatchObject({ name: 'desk-1_A', deliverStandbyEvents: false, nextSwitchboardIntegrationId: first.id, messageHistoryCount: 5 });
    expect((await send(`/${board}/switchboardIntegrations`)).body).toEqual({ switchboardIntegrations: [first, second] });
    expect((await send(`/${board}`, { method: 'DELETE' })).body).toEqual({});
    expect((await send('')).body).toEqual({ switchboards: [] });
    expect(await api.database.query('select from switchboard_integrations where app_id = $1', [appId])).toEqual([]);
    expect(await api.database.query('select from integrations where app_id = $1', [appId])).toHaveLength(2);
    expect(await error(send(`/${board}/switchboardIntegrations`))).toEqual(NOT_FOUND);
  });

  it('Switchboard has reached the max number of switchboard integrations (10), also when asked for at once', async () => {
    const board = await make();
    const { id: integrationId } = await createIntegration(api.database, appId);
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => add(board, { name: `bot-${n}`, integrationId })));
    const refused = answers.filter(({ status }) => status !== 201);
    expect(refused.map((answer) => [answer.status, codes(answer)[0], titles(answer)[0]])).toEqual(
      [1, 2].map(() => [400, 'too_many_switchboard_integrations', 'Switchboard has reached the max number of switchboard integrations (10)']));
  });

  it.each<[string, object, RegExp]>([
    ['without a name', { name: undefined }, /^name is required/],
    ['a name with a space', { name: 'my bot' }, /^name should consist of letters/],
    ['an empty name', { name: '' }, /^name should/],
    ['a name of 129 characters', { name: 'x'.repeat(129) }, /^name should be between 1 and 128/],
    ['neither integrationId nor integrationType', {}, /^integrationId or integrationType should be given/],
    ['both', { integrationId: UNKNOWN, integrationType: 'custom' }, /^integrationId or integrationType should be given, and only one/],
    ['a history of 0', { integrationType: 'custom', messageHistoryCount: 0 }, /^messageHistoryCount should be between 1 and 10/],
    ['a history of 11', { integrationType: 'custom', messageHistoryCount: 11 }, /^messageHistoryCount should be between 1 and 10/],
  ])('refuse an integration with %s', async (_, given, title) => {
    const answer = await add(await make(), { name: 'bot', ...given });
    expect([answer.status, codes(answer)[0]]).toEqual([400, 'bad_request']);
    expect(titles(answer)[0]).toMatch(title);
  });

  it('integrationType links the one integration of the type; none is unknown, several are ambiguous; a channel is no business system', async () => {
    const board = await make();
    expect(await error(add(board, { name: 'bot', integrationType: 'custom' }))).toEqual([404, 'integration_not_found', 'Integration not found']);
    for (const integrationId of [UNKNOWN, 'x']) expect(await error(add(board, { name: 'bot', integrationId }))).toEqual([404, 'integration_not_found', 'Integration not found']);
    const { id: integrationId } = await createIntegration(api.database, appId);
    expect((await add(board, { name: 'bot', integrationType: 'custom' })).body).toMatchObject({ switchboardIntegration: { integrationId, integrationType: 'custom' } });
    const { id: channel } = await createIntegration(api.database, appId);
    expect(titles(await add(board, { name: 'bot', integrationType: 'custom' }))[0]).toMatch(/^integrationType is ambiguous/);
    await api.database.query("update integrations set type = 'web' where id = $1", [channel]);
    expect(await error(add(board, { name: 'bot', integrationId: channel }))).toEqual([400, 'bad_request', 'integrationId should be of an integration of type custom']);
  });

  it('UpdateSwitchboardIntegration changes what is given, null unsets, and links another integration by either way but not both', async () => {
    const board = await make();
    const first = await added(board);
    const second = await added(board, { name: 'desk', nextSwitchboardIntegrationId: first.id, messageHistoryCount: 3 });
    const at = `/${board}/switchboardIntegrations/${second.id}`;
    const { nextSwitchboardIntegrationId: _next, messageHistoryCount: _count, ...rest } = second;
    expect((await patch(at, {})).body).toEqual({ switchboardIntegration: second });
    expect((await patch(at, { name: 'people', deliverStandbyEvents: false, nextSwitchboardIntegrationId: null, messageHistoryCount: null })).body)
      .toEqual({ switchboardIntegration: { ...rest, name: 'people', deliverStandbyEvents: false } });
    expect((await patch(at, { integrationId: first.integrationId })).body).toMatchObject({ switchboardIntegration: { integrationId: first.integrationId } });
    expect(await error(patch(at, { integrationId: first.integrationId, integrationType: 'custom' })))
      .toEqual([400, 'bad_request', 'integrationId and integrationType should not be given together']);
    expect(await error(patch(at, { nextSwitchboardIntegrationId: UNKNOWN }))).toEqual(NO_INTEGRATION);
    expect(await error(patch(`/${board}/switchboardIntegrations/${UNKNOWN}`, { name: 'x' }))).toEqual(NO_INTEGRATION);
  });

  it('forbid to delete the default one, and one that another refers to as its next', async () => {
    const board = await make();
    const [first, second] = [await added(board), await added(board)];
    const remove = (id: string) => send(`/${board}/switchboardIntegrations/${id}`, { method: 'DELETE' });
    await patch(`/${board}`, { defaultSwitchboardIntegrationId: first.id });
    await patch(`/${board}/switchboardIntegrations/${first.id}`, { nextSwitchboardIntegrationId: second.id });
    await patch(`/${board}/switchboardIntegrations/${second.id}`, { nextSwitchboardIntegrationId: second.id });
    expect(titles(await remove(first.id))[0]).toMatch(/cannot be deleted because it is the default/);
    expect(titles(await remove(second.id))[0]).toMatch(/cannot be deleted because another one's nextSwitchboardIntegrationId refers to it/);
    await patch(`/${board}/switchboardIntegrations/${first.id}`, { nextSwitchboardIntegrationId: null });
    expect((await remove(second.id)).body).toEqual({});
    expect(await error(remove(second.id))).toEqual(NO_INTEGRATION);
  });

  it('lose the links of an integration that is deleted; without a default they are not enabled any more', async () => {
    const board = await make();
    const [first, second] = [await added(board), await added(board)];
    await patch(`/${board}/switchboardIntegrations/${second.id}`, { nextSwitchboardIntegrationId: first.id });
    await patch(`/${board}`, { enabled: true, defaultSwitchboardIntegrationId: first.id });
    await call(`${api.url}/v2/apps/${appId}/integrations/${first.integrationId}`, { method: 'DELETE', authorization: api.accountKey.basic });
    expect((await send('')).body).toEqual({ switchboards: [{ id: board, enabled: false }] });
    const { nextSwitchboardIntegrationId: _next, ...left } = second;
    expect((await send(`/${board}/switchboardIntegrations`)).body).toEqual({ switchboardIntegrations: [left] });
    expect((await patch(`/${board}`, { defaultSwitchboardIntegrationId: second.id })).body).toMatchObject({ switchboard: { enabled: false } });
  });

  it('another app gets the answers of an unknown id, also for ids in bodies, and changes nothing; keys of integrations are refused', async () => {
    const board = await make();
    const { id, integrationId } = await added(board);
    const owner = appId;
    const key = await createKey(api.database, { accountId: api.accountId, appId, integrationId });
    expect((await send('', { authorization: key.basic })).status).toBe(403);
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    const own = await make();
    for (const answer of [patch(`/${board}`, { enabled: false }), send(`/${board}`, { method: 'DELETE' }), add(board, { name: 'x', integrationId }), send(`/${board}/switchboardIntegrations`)])
      expect(await error(answer)).toEqual(NOT_FOUND);
    expect(await error(add(own, { name: 'x', integrationId }))).toEqual([404, 'integration_not_found', 'Integration not found']);
    expect(await error(patch(`/${own}`, { defaultSwitchboardIntegrationId: id }))).toEqual(NO_INTEGRATION);
    expect(await error(send(`/${own}/switchboardIntegrations/${id}`, { method: 'DELETE' }))).toEqual(NO_INTEGRATION);
    const mine = (await added(own)).integrationId;
    expect(await error(add(own, { name: 'x', integrationId: mine, nextSwitchboardIntegrationId: id }))).toEqual(NO_INTEGRATION);
    appId = owner;
    expect((await send(`/${board}/switchboardIntegrations`)).body).toMatchObject({ switchboardIntegrations: [{ id }] });
  });

  it('every change is on the record, with ids and names of fields only', async () => {
    const board = await make();
    const { id, integrationId } = await added(board, { name: 'secret-name' });
    await patch(`/${board}/switchboardIntegrations/${id}`, { name: 'other', messageHistoryCount: 2 });
    await send(`/${board}/switchboardIntegrations/${id}`, { method: 'DELETE' });
    const last = await added(board);
    await patch(`/${board}`, { enabled: true, defaultSwitchboardIntegrationId: last.id });
    await send(`/${board}`, { method: 'DELETE' });
    const entries = await api.database.query('select action, target_id, details from audit_entries where app_id = $1 order by id', [appId]);
    const part = { switchboardId: board };
    expect(entries).toEqual([
      { action: 'switchboard:create', target_id: board, details: {} },
      { action: 'switchboardIntegration:create', target_id: id, details: { ...part, integrationId } },
      { action: 'switchboardIntegration:update', target_id: id, details: { ...part, fields: ['messageHistoryCount', 'name'] } },
      { action: 'switchboardIntegration:delete', target_id: id, details: part },
      { action: 'switchboardIntegration:create', target_id: last.id, details: { ...part, integrationId: last.integrationId } },
      { action: 'switchboard:update', target_id: board, details: { fields: ['defaultSwitchboardIntegrationId', 'enabled'], enabled: true } },
      { action: 'switchboard:delete', target_id: board, details: {} },
    ]);
  });

  it('pass, offer, accept and release control of a conversation, also by the key of an integration, and conversations show it', async () => {
    const board = await make();
    const [bot, desk] = [await added(board, { name: 'bot' }), await added(board, { name: 'desk' })];
    await patch(`/${board}`, { enabled: true, defaultSwitchboardIntegrationId: bot.id });
    const at = (path: string, options: Call = {}) => call(`${api.url}/v2/apps/${appId}/conversations${path}`, { authorization: api.accountKey.basic, ...options });
    const shows = async (id: string) => {
      const { activeSwitchboardIntegration: active, pendingSwitchboardIntegration: pending } = ((await at(`/${id}`)).body as { conversation: Conversation }).conversation;
      return [active, pending];
    };
    const { conversation: { id } } = (await at('', { json: { type: 'sdkGroup' } })).body as { conversation: { id: string } };
    const shown = ({ id: member, name, integrationId }: SwitchboardIntegration) => ({ id: member, name, integrationId, integrationType: 'custom' });
    expect(await shows(id)).toEqual([shown(bot), undefined]);
    const { basic: authorization } = await createKey(api.database, { accountId: api.accountId, appId, integrationId: desk.integrationId });
    expect(await error(at(`/${id}/releaseControl`, { method: 'POST', authorization }))).toEqual([403, 'forbidden', 'The calling integration is not the active switchboard integration']);
    expect((await at(`/${id}/offerControl`, { json: { switchboardIntegration: 'desk', metadata: { a: 1 } } })).body).toEqual({});
    expect(await shows(id)).toEqual([shown(bot), shown(desk)]);
    expect((await at(`/${id}/acceptControl`, { json: {}, authorization })).body).toEqual({});
    expect((await at(`/${id}/passControl`, { json: { switchboardIntegration: bot.id, metadata: null }, authorization })).body).toEqual({});
    expect(await shows(id)).toEqual([shown(bot), undefined]);
    expect((await at(`/${id}/releaseControl`, { method: 'POST' })).body).toEqual({});
    expect(await shows(id)).toEqual([undefined, undefined]);
    for (const [path, json, fault] of [
      ['passControl', {}, [400, 'bad_request', 'switchboardIntegration is required']],
      ['offerControl', { switchboardIntegration: 7 }, [400, 'bad_request', 'switchboardIntegration should be a string']],
      ['acceptControl', { metadata: { a: {} } }, [400, 'bad_request', 'metadata should hold only strings, numbers and booleans']],
      ['passControl', { switchboardIntegration: UNKNOWN }, NO_INTEGRATION],
      ['acceptControl', {}, [400, 'bad_request', 'There is no pendingSwitchboardIntegration']],
    ] as const) expect(await error(at(`/${id}/${path}`, { json }))).toEqual(fault);
    appId = (await createApp(api.database, { accountId: api.accountId })).id;
    expect(await error(at(`/${id}/passControl`, { json: { switchboardIntegration: bot.id } }))).toEqual([404, 'conversation_not_found', 'Conversation not found']);
  });
});
