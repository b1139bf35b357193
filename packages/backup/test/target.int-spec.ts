import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, eventually, type TestDatabase } from '@parley/testing';
import type pg from 'pg';
import { keepingConnections, onConnections, withTarget, type Target } from '../src/restore/target/target.js';

const backendOf = async (client: pg.Client): Promise<number> => (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows[0]!.pid;

describe('connections of a restore', () => {
  let database: TestDatabase;
  let target: Target;
  const connections = (): Promise<object[]> => database.query(`select from pg_stat_activity where datname = current_database() and application_name = 'parley restore'`);

  beforeAll(async () => {
    database = await createTestDatabase();
    target = { url: database.adminUrl, indexMemory: '64MB' };
  });
  afterAll(() => database.close());

  it('are the same from one step to the next, and end with the restore', async () => {
    const backends: number[] = [];
    await keepingConnections(target, async (kept) => {
      for (let step = 0; step < 3; step += 1) {
        const seen = new Set<number>();
        await onConnections(kept, 2, [1, 2, 3, 4], async (client) => void seen.add(await backendOf(client)));
        backends.push(...seen, await withTarget(kept, backendOf));
      }
      expect(await connections()).toHaveLength(2);
    });
    expect(new Set(backends).size).toBe(2);
    await eventually('no connection is left', async () => (await connections()).length === 0);
    const [one, other] = [await withTarget(target, backendOf), await withTarget(target, backendOf)];
    expect(one).not.toBe(other);
  });

  it('know nothing of what the step before had set or made for itself', async () => {
    await keepingConnections(target, async (kept) => {
      const first = await withTarget(kept, async (client) => {
        await client.query(`set enable_hashjoin = off; set search_path = pg_catalog; set maintenance_work_mem = '1MB'; create temporary table messages (n int)`);
        return backendOf(client);
      });
      await withTarget(kept, async (client) => {
        expect(await backendOf(client)).toBe(first);
        const { rows } = await client.query(`select current_setting('enable_hashjoin') as join, current_setting('maintenance_work_mem') as memory, current_setting('synchronous_commit') as commit, 'messages'::regclass = 'public.messages'::regclass as public`);
        expect(rows).toEqual([{ join: 'on', memory: '64MB', commit: 'off', public: true }]);
      });
    });
  });

  it('are replaced when a step has failed, or the server has ended one', async () => {
    await keepingConnections(target, async (kept) => {
      const first = await withTarget(kept, backendOf);
      await expect(withTarget(kept, (client) => client.query('begin; select 1 / 0'))).rejects.toThrow('division by zero');
      const second = await withTarget(kept, backendOf);
      expect(second).not.toBe(first);
      await database.query('select pg_terminate_backend($1)', [second]);
      await eventually('it is forgotten', () => kept.idle?.length === 0);
      expect(await withTarget(kept, backendOf)).not.toBe(second);
    });
  });
});
