import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database } from '@parley/persistence';
import { createApp, createConversation, createIntegration, createKey, createMessages, createUser, createWebhooks, sqlOf, testKeyring } from '@parley/testing';
import { call } from './support/call.js';
import { RowsTouched } from './support/rows-touched.js';
import { startApi, type RunningApi } from './support/running-api.js';

/** Rows of each kind: in the list that is asked, beside it in the same app, and in others. */
const MANY = 5000;

describe('Every list is paged at a bounded cost, however many rows there are', () => {
  let api: RunningApi;
  let touched: RowsTouched;
  let authorization: string;
  /** Paths of lists with thousands of rows, and of those that hold few beside thousands of others'. */
  const paths: Record<string, string> = {};

  beforeAll(async () => {
    api = await startApi();
    const { database, accountId } = api;
    const [{ id: appId }, { id: crowded }] = [await createApp(database, { accountId }), await createApp(database, { accountId })];
    const user = await createUser(database, appId);
    const { id: group } = await createConversation(database, appId, { type: 'sdkGroup' });
    const { id: integration } = await createIntegration(database, crowded);
    const reached = await createUser(database, crowded);
    const id = "lpad(n::text, 24, '0')";
    const fill = (insert: string, ...values: unknown[]) => database.query(`${insert} from generate_series(1, ${MANY}) n`, values);
    await fill(`insert into apps (id, account_id, display_name, subdomain, deleted_at) select ${id}, $1, 'x', n::text, case when n % 3 = 0 then now() end`, accountId);
    await fill(`insert into users (app_id, id, signed_up_at) select $1, ${id}, now()`, appId);
    await fill(`insert into user_addresses select $1, ${id}, 'email', $2`, appId, await testKeyring().index(sqlOf(database), appId, 'email', 'a@example.org'));
    await fill(`insert into clients (app_id, id, user_id, type) select $1, ${id}, ${id}, 'sdk'`, appId);
    await fill(`insert into clients (app_id, id, user_id, type, integration_id) select $1, ${id}, $2, 'whatsapp', $3`, crowded, reached.id, integration);
    await fill(`insert into conversations (app_id, id, type, last_updated_at, created_at) select $1, ${id}, 'sdkGroup', now(), now()`, appId);
    await fill(`insert into participants (app_id, conversation_id, id, user_id) select $1, ${id}, ${id}, $2`, appId, user.id);
    await fill(`insert into participants (app_id, conversation_id, id, user_id, client_id) select $1, $2, ${id}, ${id}, ${id}`, appId, group);
    const numbered = Array.from({ length: MANY }, (_, index) => String(index + 1).padStart(24, '0'));
    await createMessages(database, appId, group, numbered);
    await fill(`insert into integrations (app_id, id, type) select $1, ${id}, 'custom'`, crowded);
    await createWebhooks(database, crowded, [integration, ...numbered].map((each) => ({ id: each, integrationId: each })));
    await fill(`insert into api_keys (id, scope, account_id, app_id, integration_id, display_name, sealed_secret) select 'int_' || ${id}, 'integration', $1, $2, ${id}, 'x', '\\x00'`, accountId, crowded);
    // What others have, in a hundred apps: the planner's statistics are then those of a shared database.
    const { accountId: stranger } = await createApp(database);
    const others = "'app' || lpad((1 + n % 100)::text, 21, '0')";
    await fill("insert into apps (id, account_id, display_name, subdomain) select 'app' || lpad(n::text, 21, '0'), $1, 'x', 'other-' || n", stranger);
    await fill(`insert into users (app_id, id, signed_up_at) select ${others}, ${id}, now()`);
    await fill(`insert into user_addresses select ${others}, ${id}, 'email', ''::bytea`);
    await fill(`insert into conversations (app_id, id, type, last_updated_at, created_at) select ${others}, ${id}, 'sdkGroup', now(), now()`);
    await fill(`insert into participants (app_id, conversation_id, id, user_id) select ${others}, ${id}, ${id}, ${id}`);
    await fill(`insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body) select ${others}, ${id}, ${id}, n, now(), 'business', ''`);
    await fill(`insert into integrations (app_id, id, type) select ${others}, ${id}, 'custom'`);
    const keys = [await createKey(database, { accountId, appId: crowded }), await createKey(database, { accountId, appId: crowded, integrationId: integration })];
    authorization = keys[0]?.basic ?? '';
    await database.query('analyze');
    const [app, other] = [`/v2/apps/${appId}`, `/v2/apps/${crowded}`];
    Object.assign(paths, {
      apps: '/v2/apps?', users: `${app}/users?filter[identities.email]=a%40example.org&`, conversations: `${app}/conversations?filter[userId]=${user.id}&`,
      participants: `${app}/conversations/${group}/participants?`, messages: `${app}/conversations/${group}/messages?`,
      clients: `${other}/users/${reached.id}/clients?`, integrations: `${other}/integrations?`, 'integrations of a type': `${other}/integrations?filter[types]=custom&`,
      'integrations of a type that is not there': `${other}/integrations?filter[types]=telegram,line&`,
      'app keys': `${other}/keys?`, 'integration keys': `${other}/integrations/${integration}/keys?`, webhooks: `${other}/integrations/${'4'.padStart(24, '0')}/webhooks?`,
    });
    touched = new RowsTouched(api.app.get(Database));
  });
  afterAll(() => api.close());

  const touchedBy = async (name: string, query: string): Promise<number> => {
    touched.take();
    const answer = await call(`${api.url}${paths[name]}${query}`, { authorization: name === 'webhooks' ? authorization : api.accountKey.basic });
    expect(answer.status).toBe(200);
    return touched.take();
  };
  const at = (n: number) => String(n).padStart(24, '0');

  it.each(['apps', 'users', 'clients', 'conversations', 'participants', 'integrations', 'integrations of a type', 'integrations of a type that is not there'])(
    '%s: a page of 25 touches some rows for each of its own, wherever it lies',
    async (name) => {
      for (const query of ['', `page[after]=${at(MANY / 2)}`, `page[before]=${at(MANY / 2)}`, `page[after]=${at(MANY - 5)}`, `page[before]=${at(5)}`]) {
        expect({ query, touched: await touchedBy(name, query) < 15 * 25 }).toEqual({ query, touched: true });
      }
    },
  );

  it('messages: a page of 100 does', async () => {
    for (const query of ['', `page[after]=${at(MANY / 2)}`, `page[before]=${at(MANY / 2)}`, `page[after]=${at(MANY - 5)}`, `page[before]=${at(5)}`]) {
      expect({ query, touched: await touchedBy('messages', query) < 5 * 100 }).toEqual({ query, touched: true });
    }
  });

  it.each(['app keys', 'integration keys', 'webhooks'])('%s: ten at most, and no others are looked at', async (name) => {
    expect(await touchedBy(name, '')).toBeLessThan(60);
  });
});
