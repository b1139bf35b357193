import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, type Principal } from '@parley/kernel';
import { createAccount, createTestDatabase, openDatabase, whileLocked, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { RefusedAuthentications } from '../src/index.js';

describe('Refused authentications', () => {
  let test: TestDatabase;
  let open: OpenDatabase;
  let principal: Principal;
  beforeAll(async () => {
    test = await createTestDatabase();
    open = openDatabase(test.url);
    principal = { scope: 'account', keyId: 'act_1', accountId: (await createAccount(test)).id };
  });
  afterAll(async () => {
    await open.close();
    await test.close();
  });

  /** What a flush writes: account, actor, address and count. */
  async function flushed(refused: RefusedAuthentications): Promise<unknown[]> {
    const marker = newId();
    await refused.flush();
    const rows = await test.query<{ account_id: string | null; actor: string; address: string | null; count: number }>(
      `select account_id, actor, address, (details->>'count')::int as count from audit_entries where id > $1 and action = 'authentication:refuse' and outcome = 'refused' order by count desc, actor`, [marker]);
    return rows.map((row) => [row.account_id, row.actor, row.address, row.count]);
  }

  it('are one entry for each key and address, in the log of the account whose key it is; unknown keys are one', async () => {
    const refused = new RefusedAuthentications(open.database);
    for (let nth = 0; nth < 40; nth += 1) refused.note({ principal, address: '192.0.2.1' });
    for (let nth = 0; nth < 30; nth += 1) refused.note({ principal, address: '192.0.2.2' });
    for (let nth = 0; nth < 20; nth += 1) refused.note({ address: '192.0.2.1' });
    expect(await flushed(refused)).toEqual([[principal.accountId, 'act_1', '192.0.2.1', 40], [principal.accountId, 'act_1', '192.0.2.2', 30], [null, 'unknown', '192.0.2.1', 20]]);
    expect(await flushed(refused)).toEqual([]);
  });

  it('a flood from many addresses is bounded, and counted', async () => {
    const refused = new RefusedAuthentications(open.database, 5);
    for (let nth = 0; nth < 1000; nth += 1) refused.note({ address: `2001:db8::${nth.toString(16)}` });
    const rows = await flushed(refused);
    expect(rows).toEqual([[null, 'others', null, 995], ...Array.from({ length: 5 }, (_, nth) => [null, 'unknown', `2001:db8::${nth}`, 1])]);
  });

  it('count on when they cannot be written', async () => {
    const refused = new RefusedAuthentications(open.database);
    refused.note({ principal, address: '192.0.2.3' });
    await expect(whileLocked(test, 'audit_entries', () => refused.flush())).rejects.toMatchObject({ code: 'audit_unavailable' });
    refused.note({ principal, address: '192.0.2.3' });
    expect(await flushed(refused)).toEqual([[principal.accountId, 'act_1', '192.0.2.3', 2]]);
  });
});
