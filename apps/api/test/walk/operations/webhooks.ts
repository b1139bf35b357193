import { UNKNOWN, type Cases } from '../ask.js';
import { WEBHOOK, type World } from '../world.js';

const at = (integrationId: string) => ({ integrationId });
/** An integration that a key of the world's own one does not reach. */
const foreign = async (w: World) => at((await w.integration({ type: 'custom', displayName: 'Other', webhooks: [WEBHOOK] })).id);

export const webhooks: Cases = {
  CreateWebhook: [
    [201, 'it is complete', async (w) => {
      const fresh = await w.another();
      return { in: fresh, path: at(fresh.integrationId), json: { ...WEBHOOK, includeFullUser: true, includeFullSource: false } };
    }],
    [201, 'an integration makes one of its own', async (w) => ({ in: await w.another(), as: 'integration', path: at('me'), json: WEBHOOK })],
    [400, 'the trigger is none', (w) => ({ path: at(w.integrationId), json: { ...WEBHOOK, triggers: ['user:delete'] } })],
    [403, 'the integration is another one', async (w) => ({ as: 'integration', path: await foreign(w), json: WEBHOOK })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN), json: WEBHOOK })],
  ],
  ListWebhooks: [
    [200, 'there is one', async (w) => {
      const fresh = await w.another();
      await fresh.webhook();
      return { in: fresh, path: at(fresh.integrationId) };
    }],
    [403, 'the integration is another one', async (w) => ({ as: 'integration', path: await foreign(w) })],
    [404, 'there is no such integration', () => ({ path: at(UNKNOWN) })],
  ],
  GetWebhook: [
    [200, 'it is there', async (w) => fresh(w)],
    [404, 'there is no such webhook', (w) => ({ path: { integrationId: w.integrationId, webhookId: UNKNOWN } })],
  ],
  UpdateWebhook: [
    [200, 'it is there', async (w) => ({ ...(await fresh(w)), json: { target: 'http://127.0.0.1:9/other', triggers: ['user:remove'] } })],
    [400, 'the target is none', async (w) => ({ ...(await fresh(w)), json: { target: 'x' } })],
    [404, 'there is no such webhook', (w) => ({ path: { integrationId: w.integrationId, webhookId: UNKNOWN }, json: WEBHOOK })],
  ],
  DeleteWebhook: [
    [200, 'it is there', async (w) => fresh(w)],
    [404, 'there is no such webhook', (w) => ({ path: { integrationId: w.integrationId, webhookId: UNKNOWN } })],
  ],
};

/** A webhook in an app of its own, which may have ten. */
async function fresh(beside: World) {
  const world = await beside.another();
  return { in: world, path: { integrationId: world.integrationId, webhookId: (await world.webhook()).id } };
}
