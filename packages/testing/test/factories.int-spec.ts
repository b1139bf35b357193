import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  createApp, createConversation, createIntegration, createKey, createTestDatabase, createUser, type TestDatabase,
} from '../src/index.js';

describe('factories', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.close());

  it('write rows that the schema accepts', async () => {
    const app = await createApp(database);
    const integration = await createIntegration(database, app.id);
    const keys = await Promise.all([
      createKey(database, { accountId: app.accountId }),
      createKey(database, { accountId: app.accountId, appId: app.id }),
      createKey(database, { accountId: app.accountId, appId: app.id, integrationId: integration.id }),
    ]);
    expect(keys.map(({ id }) => id.slice(0, 4))).toEqual(['act_', 'app_', 'int_']);
    const user = await createUser(database, app.id, { externalId: 'ada' });
    const conversation = await createConversation(database, app.id, { userIds: [user.id] });
    expect(await database.query('select id, user_id as "userId" from participants')).toEqual(conversation.participants);
  });
});
