import { UNKNOWN, type Cases } from '../ask.js';

const nobody = { appId: UNKNOWN };

export const appKeys: Cases = {
  CreateAppKey: [
    [201, 'it is named', () => ({ json: { displayName: 'Key 1' } })],
    [400, 'it is not named', () => ({ json: {} })],
    [404, 'there is no such app', () => ({ path: nobody, json: { displayName: 'Key 1' } })],
  ],
  ListAppKeys: [
    [200, 'there are some', async (w) => {
      await w.appKeyId();
      return {};
    }],
    [404, 'there is no such app', () => ({ path: nobody })],
  ],
  GetAppKey: [
    [200, 'it is there', async (w) => ({ path: { keyId: await w.appKeyId() } })],
    [404, 'there is no such key', () => ({ path: { keyId: UNKNOWN } })],
  ],
  DeleteAppKey: [
    [200, 'it is there', async (w) => ({ path: { keyId: await w.appKeyId() } })],
    [404, 'there is no such app', () => ({ path: { ...nobody, keyId: UNKNOWN } })],
  ],
};
