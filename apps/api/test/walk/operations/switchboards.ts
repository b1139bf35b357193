import { createIntegration } from '@parley/testing';
import { UNKNOWN, type Cases } from '../ask.js';
import { SwitchboardWorld } from '../switchboard-world.js';

const nobody = { appId: UNKNOWN };
const at = (switchboardId: string) => ({ switchboardId });

export const switchboards: Cases = {
  CreateSwitchboard: [
    [201, 'the app has none', async (w) => ({ in: await w.another() })],
    [400, 'the app has one', async (w) => ({ in: (await SwitchboardWorld.make(w)).world })],
    [404, 'there is no such app', () => ({ path: nobody })],
  ],
  ListSwitchboards: [
    [200, 'there is one', async (w) => ({ in: (await SwitchboardWorld.make(w)).world })],
    [404, 'there is no such app', () => ({ path: nobody })],
  ],
  UpdateSwitchboard: [
    [200, 'another one of its integrations becomes the default', async (w) => {
      const { world, switchboardId, second } = await SwitchboardWorld.make(w);
      return { in: world, path: at(switchboardId), json: { enabled: true, defaultSwitchboardIntegrationId: second.id } };
    }],
    [400, 'enabled is a text', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      return { in: world, path: at(switchboardId), json: { enabled: 'yes' } };
    }],
    [404, 'there is no such switchboard', () => ({ path: at(UNKNOWN), json: { enabled: true } })],
    [404, 'it would be enabled without a default', async (w) => {
      const world = await w.another();
      const { switchboard } = await world.send<{ switchboard: { id: string } }>('/switchboards');
      return { in: world, path: at(switchboard.id), json: { enabled: true } };
    }],
  ],
  DeleteSwitchboard: [
    [200, 'it is there', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      return { in: world, path: at(switchboardId) };
    }],
    [404, 'there is no such switchboard', () => ({ path: at(UNKNOWN) })],
  ],
  CreateSwitchboardIntegration: [
    [201, 'it has a next one', async (w) => {
      const { world, switchboardId, first } = await SwitchboardWorld.make(w);
      return { in: world, path: at(switchboardId), json: { name: 'desk', integrationId: world.integrationId, nextSwitchboardIntegrationId: first.id, messageHistoryCount: 5 } };
    }],
    [400, 'there are ten', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      for (let n = 0; n < 8; n += 1) await world.send(`/switchboards/${switchboardId}/switchboardIntegrations`, { name: `bot-${n}`, integrationId: world.integrationId });
      return { in: world, path: at(switchboardId), json: { name: 'desk', integrationId: world.integrationId } };
    }],
    [404, 'there is no such switchboard', () => ({ path: at(UNKNOWN), json: { name: 'bot', integrationId: UNKNOWN } })],
  ],
  ListSwitchboardIntegrations: [
    [200, 'there are some', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      return { in: world, path: at(switchboardId) };
    }],
    [404, 'there is no such switchboard', () => ({ path: at(UNKNOWN) })],
  ],
  UpdateSwitchboardIntegration: [
    [200, 'its integration and its next one are changed', async (w) => {
      const { world, switchboardId, first } = await SwitchboardWorld.make(w);
      const { id: integrationId } = await createIntegration(world.api.database, world.appId);
      return { in: world, path: { switchboardId, switchboardIntegrationId: first.id }, json: { name: 'people', integrationId, nextSwitchboardIntegrationId: first.id, messageHistoryCount: null } };
    }],
    [400, 'the name has a space', async (w) => {
      const { world, switchboardId, first } = await SwitchboardWorld.make(w);
      return { in: world, path: { switchboardId, switchboardIntegrationId: first.id }, json: { name: 'my bot' } };
    }],
    [404, 'there is no such integration in it', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      return { in: world, path: { switchboardId, switchboardIntegrationId: UNKNOWN }, json: { name: 'people' } };
    }],
  ],
  DeleteSwitchboardIntegration: [
    [200, 'no other one refers to it', async (w) => {
      const { world, switchboardId, first, second } = await SwitchboardWorld.make(w);
      await world.send(`/switchboards/${switchboardId}/switchboardIntegrations/${first.id}`, { nextSwitchboardIntegrationId: null }, 'PATCH');
      return { in: world, path: { switchboardId, switchboardIntegrationId: second.id } };
    }],
    [400, 'it is the default one', async (w) => {
      const { world, switchboardId, first } = await SwitchboardWorld.make(w);
      return { in: world, path: { switchboardId, switchboardIntegrationId: first.id } };
    }],
    [404, 'there is no such integration in it', async (w) => {
      const { world, switchboardId } = await SwitchboardWorld.make(w);
      return { in: world, path: { switchboardId, switchboardIntegrationId: UNKNOWN } };
    }],
  ],
};
