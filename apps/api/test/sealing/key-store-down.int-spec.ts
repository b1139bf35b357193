import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testKeyStoreDirectory } from '@parley/testing';
import { call } from '../support/call.js';
import { fillApp, type FilledApp } from '../support/filled-app.js';
import { startApi, type RunningApi } from '../support/running-api.js';
import { startVendors, type Vendors } from '../support/vendors.js';

/** Two processes are started and an app is filled, also on a busy machine. */
const STARTING_MS = 120_000;

describe('while the key store does not answer', () => {
  let vendors: Vendors;
  let one: RunningApi;
  let other: RunningApi;
  let app: FilledApp;
  const folder = () => join(testKeyStoreDirectory(), app.id);
  const aside = () => `${folder()}-aside`;
  const at = (api: RunningApi, path: string, json?: object) => call(`${api.url}/v2/apps/${app.id}${path}`, { authorization: one.accountKey.basic, ...(json && { json }) });
  const messages = () => `/conversations/${app.conversation}/messages`;
  const post = { author: { type: 'business' }, content: { type: 'text', text: 'unheard words' } };
  const rows = async () => (await one.database.query<{ messages: number; users: number }>(
    'select (select count(*)::int from messages) as messages, (select count(*)::int from users) as users'))[0];

  beforeAll(async () => {
    vendors = await startVendors();
    one = await startApi(vendors.settings);
    other = await startApi({}, one.database);
    let said = 0;
    app = await fillApp(one, () => `words ${said++}`);
    // Neither there nor missing: no directory can be read where a file is.
    await rename(folder(), aside());
    await writeFile(folder(), '');
  }, STARTING_MS);
  afterAll(async () => {
    await other.close();
    await one.close();
    vendors.close();
  });

  it('who remembers the keys serves and seals as before', async () => {
    expect((await at(one, messages())).status).toBe(200);
    expect((await at(one, messages(), post)).status).toBe(201);
  });

  it('who does not answers 503 in the shape of the API, and writes nothing', async () => {
    const before = await rows();
    const answers = [
      await at(other, messages()), await at(other, messages(), post), await at(other, `/users/${app.users[0] ?? ''}`), await at(other, '/users', { profile: { givenName: 'Unheard' } }),
    ];
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([503, { errors: [{ code: 'service_unavailable', title: expect.any(String) }] }]);
      expect(JSON.stringify(body)).not.toMatch(/words|ENOTDIR|\/|Unheard/);
    }
    expect(await rows()).toEqual(before);
  });

  it('and serves by itself once the key store is back', async () => {
    await rm(folder());
    await rename(aside(), folder());
    expect((await at(other, messages())).status).toBe(200);
    expect((await at(other, messages(), post)).status).toBe(201);
    expect((await at(other, '/users', { profile: { givenName: 'Heard' } })).status).toBe(201);
  });
});
