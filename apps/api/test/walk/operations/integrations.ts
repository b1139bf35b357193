import { UNKNOWN, type Cases } from '../ask.js';
import { SwitchboardWorld } from '../switchboard-world.js';
import { UNCONNECTED, WEBHOOK, type World } from '../world.js';

const at = (integrationId: string) => ({ integrationId });
const custom = (w: World) => w.integration({ type: 'custom', displayName: 'Bot', webhooks: [WEBHOOK] });

export const integrations: Cases = {
  CreateIntegration: [
    [201, 'of a business system', () => ({ json: { type: 'custom', displayName: 'Bot', webhooks: [{ ...WEBHOOK, includeFullUser: true, includeFullSource: true }] } })],
    [201, 'of a channel, with who answers first', async (w) => {
      const { world, first } = await SwitchboardWorld.make(w);
      return { in: world, json: { ...UNCONNECTED, defaultResponderId: first.id } };
    }],
    [400, 'there is no such type', () => ({ json: { type: 'fax' } })],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN }, json: UNCONNECTED })],
  ],
  ListIntegrations: [
    [200, 'of two types, from a cursor on', async (w) => ({ query: { page: { size: 1, after: (await custom(w)).id }, filter: { types: 'custom,telegram' } } })],
    [400, 'the size is no size', () => ({ query: { page: { size: 101 } } })],
    [404, 'there is no such app', () => ({ path: { appId: UNKNOWN } })],
  ],
  GetIntegration: [
    [200, 'it is there', async (w) => ({ path: at((await custom(w)).id) })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN) })],
  ],
  UpdateIntegration: [
    [200, 'it is there', async (w) => ({ path: at((await custom(w)).id), json: { displayName: 'Bot 2' } })],
    [200, 'who answers first is changed', async (w) => {
      const { world, second } = await SwitchboardWorld.make(w);
      return { in: world, path: at((await world.integration()).id), json: { defaultResponderId: second.id } };
    }],
    [400, 'the name is no text', async (w) => ({ path: at((await w.integration()).id), json: { displayName: 2 } })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN), json: { displayName: 'x' } })],
  ],
  DeleteIntegration: [
    [200, 'it is there', async (w) => ({ path: at((await custom(w)).id) })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN) })],
  ],
  CreateCustomIntegrationKey: [
    [201, 'it is named', (w) => ({ path: at(w.integrationId), json: { displayName: 'Bot' } })],
    [400, 'it is not named', (w) => ({ path: at(w.integrationId), json: {} })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN), json: { displayName: 'Bot' } })],
  ],
  ListCustomIntegrationKeys: [
    [200, 'there is one', async (w) => {
      await w.integrationKeyId();
      return { path: at(w.integrationId) };
    }],
    [400, 'the integration is of a channel', async (w) => ({ path: at((await w.integration()).id) })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN) })],
  ],
  GetCustomIntegrationKey: [
    [200, 'it is there', async (w) => ({ path: { integrationId: w.integrationId, keyId: await w.integrationKeyId() } })],
    [404, 'there is no such key', (w) => ({ path: { integrationId: w.integrationId, keyId: UNKNOWN } })],
  ],
  DeleteCustomIntegrationKey: [
    [200, 'it is there', async (w) => ({ path: { integrationId: w.integrationId, keyId: await w.integrationKeyId() } })],
    [404, 'there is no such key', (w) => ({ path: { integrationId: w.integrationId, keyId: UNKNOWN } })],
  ],
};
