import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createAccount, createApp, createConversation, createKey, createTestDatabase, createUser, eventually, openDatabase, type TestDatabase, type TestKey } from '@parley/testing';
import { spawnApi, type ApiProcess } from './support/api-process.js';
import { call } from './support/call.js';

// Two processes start, which takes long where several builds share the machine.
jest.setTimeout(120_000);

describe('two API processes on one database', () => {
  let database: TestDatabase;
  let processes: ApiProcess[] = [];
  let account: TestKey;
  let accountId: string;
  let appId: string;
  let path: string;
  let key: TestKey;
  const urls = () => processes.map(({ url }) => url);
  const signal = (index: number, name: NodeJS.Signals) => processes[index]?.child.kill(name);

  beforeAll(async () => {
    database = await createTestDatabase();
    accountId = (await createAccount(database)).id;
    account = await createKey(database, { accountId });
    appId = (await createApp(database, { accountId })).id;
    path = `/v2/apps/${appId}`;
    // Whoever uses a deleted key without a pause is refused as often as the machine can, and no address is to be kept out for that.
    processes = await Promise.all([1, 2].map(() => spawnApi({ DATABASE_URL: database.url, PARLEY_RATE_LIMIT_REFUSALS: '0' })));
    await Promise.all(processes.map((each) => each.logged('listening')));
  });
  beforeEach(async () => {
    key = await createKey(database, { accountId, appId });
  });
  afterAll(async () => {
    for (const { child, ended } of processes) {
      child.kill('SIGKILL');
      await ended;
    }
    await database.close();
  });

  describe('100 requests at once under one Idempotency-Key, over both', () => {
    const duplicates = async (place: string, json: object) => {
      const headers = { 'idempotency-key': place };
      const send = (_: unknown, index: number) => call(`${urls()[index % 2]}${path}${place}`, { authorization: key.basic, json, headers });
      const answers = await Promise.all(Array.from({ length: 100 }, send));
      return new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
    };
    const counted = async (table: string, condition: string) => (await database.query(`select 1 from ${table} where ${condition}`)).length;

    it('make one message', async () => {
      const { id } = await createConversation(database, appId, { userIds: [(await createUser(database, appId)).id] });
      const answers = await duplicates(`/conversations/${id}/messages`, { author: { type: 'business' }, content: { type: 'text', text: 'Hello' } });
      expect([...answers]).toEqual([expect.stringMatching(/^201 /)]);
      expect(await counted('messages', `conversation_id = '${id}'`)).toBe(1);
      expect(await counted('outbox_events', `order_key = '${id}' and type = 'conversation:message'`)).toBe(1);
    });

    it('make one user', async () => {
      const before = await counted('users', 'true');
      expect([...await duplicates('/users', { profile: { givenName: 'Once' } })]).toEqual([expect.stringMatching(/^201 /)]);
      expect((await counted('users', 'true')) - before).toBe(1);
    });

    it('make one conversation', async () => {
      const before = await counted('conversations', 'true');
      expect([...await duplicates('/conversations', { type: 'sdkGroup', displayName: 'Once' })]).toEqual([expect.stringMatching(/^201 /)]);
      expect((await counted('conversations', 'true')) - before).toBe(1);
    });
  });

  describe('a key deleted through one of them', () => {
    const ask = (index: number) => call(`${urls()[index]}${path}`, { authorization: key.basic });
    const deleteKey = () => call(`${urls()[0]}${path}/keys/${key.id}`, { method: 'DELETE', authorization: account.basic });

    it('is refused by both from the answer on, also while it is in use without a pause', async () => {
      let answeredAt = Infinity;
      const passed: number[] = [];
      const use = async (index: number) => {
        for (let startedAt = performance.now(); ; startedAt = performance.now()) {
          const { status } = await ask(index);
          if (status === 200) passed.push(startedAt);
          if (startedAt > answeredAt) return status;
        }
      };
      const users = [0, 1, 0, 1].map(use);
      const { status } = await deleteKey();
      answeredAt = performance.now();
      expect([status, await Promise.all(users)]).toEqual([200, [401, 401, 401, 401]]);
      expect(passed.length).toBeGreaterThan(0);
      expect(passed.filter((startedAt) => startedAt > answeredAt)).toEqual([]);
    });

    it('is refused by the other when that one was stopped meanwhile, in the first answer that it gives', async () => {
      expect((await ask(1)).status).toBe(200);
      signal(1, 'SIGSTOP');
      const { status } = await deleteKey();
      const asking = ask(1);
      signal(1, 'SIGCONT');
      expect([status, (await asking).status]).toEqual([200, 401]);
    });

    it('is refused by the other when that one was stopped with what it had just read about the key still unheard', async () => {
      const rival = openDatabase(database.adminUrl, 1);
      const reader = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      const { earlier, pid } = await rival.database.system().transaction(async (tx) => {
        await tx.query('lock table api_keys in access exclusive mode');
        const asked = ask(1);
        const found = await eventually('the key is being read', async () => (await database.query<{ pid: number }>(reader))[0]);
        signal(1, 'SIGSTOP');
        return { earlier: asked, pid: found.pid };
      });
      await rival.close();
      // The key was found, alive: PostgreSQL has sent it, and the stopped process will read it when it goes on.
      const sent = `select 1 from pg_stat_activity where pid = $1 and state = 'idle'`;
      await eventually('PostgreSQL has sent what it found', async () => (await database.query(sent, [pid])).length > 0);
      const { status } = await deleteKey();
      const asking = ask(1);
      signal(1, 'SIGCONT');
      expect([status, (await asking).status, (await earlier).status]).toEqual([200, 401, 401]);
    });
  });
});
