import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createApp, createConversation, createIntegration, createKey, createUser, readOpenApi } from '@parley/testing';
import { join } from 'node:path';
import { call } from '../support/call.js';
import { startApi, type RunningApi } from '../support/running-api.js';
import { LATER } from './later-operations.js';

const UNKNOWN = 'ffffffffffffffffffffffff';
const body = { type: 'personal', participants: [{ userId: UNKNOWN }] };
const webhook = { target: 'http://127.0.0.1:9/hook', triggers: ['conversation:message'] };

/** A request that each operation answers with its example, below /v2/apps/; `+`, `conversation`, `integration` and `switchboard` stand for ids that are there. */
const REQUESTS: Readonly<Record<string, readonly [method: string, path: string, json?: object]>> = {
  GetApp: ['GET', UNKNOWN],
  UpdateApp: ['PATCH', UNKNOWN, { displayName: 'x' }],
  DeleteApp: ['DELETE', UNKNOWN],
  GetAppKey: ['GET', `+/keys/${UNKNOWN}`],
  DeleteAppKey: ['DELETE', `${UNKNOWN}/keys/${UNKNOWN}`],
  CreateConversation: ['POST', `${UNKNOWN}/conversations`, body],
  ListConversations: ['GET', `+/conversations?filter[userId]=${UNKNOWN}`],
  GetConversation: ['GET', `+/conversations/${UNKNOWN}`],
  UpdateConversation: ['PATCH', `+/conversations/${UNKNOWN}`, { displayName: 'x' }],
  DeleteConversation: ['DELETE', `+/conversations/${UNKNOWN}`],
  JoinConversation: ['POST', `+/conversations/${UNKNOWN}/join`, { userId: UNKNOWN, subscribeSDKClient: false }],
  ListParticipants: ['GET', `+/conversations/${UNKNOWN}/participants`],
  LeaveConversation: ['POST', '+/conversations/conversation/leave', { userExternalId: 'ada' }],
  ListMessages: ['GET', `+/conversations/${UNKNOWN}/messages`],
  DeleteAllMessages: ['DELETE', `+/conversations/${UNKNOWN}/messages`],
  DeleteMessage: ['DELETE', `+/conversations/${UNKNOWN}/messages/${UNKNOWN}`],
  GetIntegration: ['GET', `+/integrations/${UNKNOWN}`],
  UpdateIntegration: ['PATCH', `+/integrations/${UNKNOWN}`, { displayName: 'x' }],
  DeleteIntegration: ['DELETE', `+/integrations/${UNKNOWN}`],
  CreateWebhook: ['POST', `+/integrations/${UNKNOWN}/webhooks`, webhook],
  ListWebhooks: ['GET', `+/integrations/${UNKNOWN}/webhooks`],
  GetWebhook: ['GET', `+/integrations/integration/webhooks/${UNKNOWN}`],
  UpdateWebhook: ['PATCH', `+/integrations/integration/webhooks/${UNKNOWN}`, webhook],
  DeleteWebhook: ['DELETE', `+/integrations/integration/webhooks/${UNKNOWN}`],
  PassControl: ['POST', `+/conversations/${UNKNOWN}/passControl`, { switchboardIntegration: 'next' }],
  ReleaseControl: ['POST', `+/conversations/${UNKNOWN}/releaseControl`],
  OfferControl: ['POST', `+/conversations/${UNKNOWN}/offerControl`, { switchboardIntegration: 'next' }],
  AcceptControl: ['POST', `+/conversations/${UNKNOWN}/acceptControl`, {}],
  CreateSwitchboard: ['POST', `${UNKNOWN}/switchboards`],
  ListSwitchboards: ['GET', `${UNKNOWN}/switchboards`],
  UpdateSwitchboard: ['PATCH', `+/switchboards/${UNKNOWN}`, { enabled: true }],
  DeleteSwitchboard: ['DELETE', `+/switchboards/${UNKNOWN}`],
  CreateSwitchboardIntegration: ['POST', `+/switchboards/${UNKNOWN}/switchboardIntegrations`, { name: 'bot', integrationId: UNKNOWN }],
  ListSwitchboardIntegrations: ['GET', `+/switchboards/${UNKNOWN}/switchboardIntegrations`],
  // Its example is of UpdateSwitchboard: nothing that is changed of a switchboard integration enables a switchboard.
  UpdateSwitchboardIntegration: ['PATCH', '+/switchboards/switchboard', { enabled: true }],
  DeleteSwitchboardIntegration: ['DELETE', `+/switchboards/switchboard/switchboardIntegrations/${UNKNOWN}`],
  GetUser: ['GET', `+/users/${UNKNOWN}`],
  UpdateUser: ['PATCH', `+/users/${UNKNOWN}`, {}],
  DeleteAttachment: ['POST', '+/attachments/remove', { mediaUrl: `http://127.0.0.1:4000/parley/v1/media/${UNKNOWN}/${UNKNOWN}/x` }],
  DeleteUser: ['DELETE', `+/users/${UNKNOWN}`],
  DeleteUserPersonalInformation: ['DELETE', `+/users/${UNKNOWN}/personalinformation`],
};

interface Documented {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly examples?: { readonly default?: { readonly value?: unknown } } }>> }>>;
}

/** The example of a 404 by operation. */
function examples(): Record<string, unknown> {
  const { paths } = readOpenApi(join(import.meta.dirname, '../../../../../shared/spec/openapi.yaml'));
  const operations = Object.values(paths).flatMap((item) => Object.values(item) as Documented[]);
  const found = operations.map(({ operationId, responses }) => [String(operationId), responses?.['404']?.content?.['application/json']?.examples?.default?.value] as const);
  return Object.fromEntries(found.filter(([id, example]) => example !== undefined && !LATER.includes(id)));
}

describe('The example that openapi.yaml gives of an operation’s 404', () => {
  const documented = examples();
  let api: RunningApi;
  let ids: Record<string, string>;
  let keys: Record<'account' | 'app', string>;

  beforeAll(async () => {
    api = await startApi({ egressAllow: ['127.0.0.0/8'] });
    const { database, accountId } = api;
    const app = await createApp(database, { accountId });
    ids = {
      '+': app.id,
      conversation: (await createConversation(database, app.id, { type: 'sdkGroup' })).id,
      integration: (await createIntegration(database, app.id)).id,
      switchboard: newId(),
    };
    await database.query('insert into switchboards (app_id, id) values ($1, $2)', [app.id, ids.switchboard]);
    await createUser(database, app.id, { externalId: 'ada' });
    keys = { account: api.accountKey.basic, app: (await createKey(database, { accountId, appId: app.id })).basic };
  });
  afterAll(() => api.close());

  it('is there for every operation that is asked here, and for no other', () => {
    expect(Object.keys(documented).toSorted()).toEqual(Object.keys(REQUESTS).toSorted());
  });

  it.each(Object.entries(REQUESTS))('is what %s answers', async (id, [method, path, json]) => {
    const named = path.split('/').map((step) => ids[step] ?? step).join('/');
    const authorization = keys[id.endsWith('Webhook') || id.endsWith('Webhooks') ? 'app' : 'account'];
    const answer = await call(`${api.url}/v2/apps/${named}`, { method, authorization, json });
    expect([answer.status, answer.body]).toEqual([404, documented[id]]);
  });
});
