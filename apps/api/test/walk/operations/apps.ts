import { UNKNOWN, type Cases } from '../ask.js';

const nobody = { appId: UNKNOWN };
/** One byte more than an app's metadata may have. */
const tooMuch = { note: 'x'.repeat(4096) };

export const apps: Cases = {
  CreateApp: [
    [201, 'a name is given', () => ({ json: { displayName: 'My shop', settings: { multiConvoEnabled: true, maskCreditCardNumbers: false }, metadata: { tier: 'gold', seats: 3, trial: false } } })],
    [400, 'there is no name', () => ({ json: {} })],
  ],
  ListApps: [
    [200, 'a page is asked for', async (w) => ({ query: { page: { size: 1, after: (await w.another()).appId } } })],
    [200, 'of a service account', async (w) => ({ query: { filter: { serviceAccountId: await w.serviceAccount() } } })],
    [400, 'the size is no size', () => ({ query: { page: { size: 0 } } })],
    [403, 'the service account is not of the caller', () => ({ query: { filter: { serviceAccountId: UNKNOWN } } })],
  ],
  GetApp: [
    [200, 'it is there', () => ({})],
    [404, 'there is no such app', () => ({ path: nobody })],
  ],
  UpdateApp: [
    [200, 'a name, settings and metadata are changed', () => ({ json: { displayName: 'My other shop', settings: { echoPostback: true }, metadata: { tier: 'silver' } } })],
    [400, 'there is too much metadata', () => ({ json: { metadata: tooMuch } })],
    [404, 'there is no such app', () => ({ path: nobody, json: { displayName: 'x' } })],
  ],
  DeleteApp: [
    [200, 'it is there', async (w) => ({ in: await w.another() })],
    [404, 'there is no such app', () => ({ path: nobody })],
    [409, 'it is under a legal hold', async (w) => {
      const held = await w.another();
      await held.hold('app', held.appId);
      return { in: held };
    }],
  ],
};
