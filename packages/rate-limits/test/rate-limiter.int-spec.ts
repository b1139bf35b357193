import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, openPool } from '@parley/persistence';
import { createTestDatabase, eventually, type TestDatabase } from '@parley/testing';
import type { Pool } from 'pg';
import { limitPerSecond, purgeRateBuckets, RateLimiter, WINDOW_SECONDS, type Bucket } from '../src/index.js';

describe('RateLimiter', () => {
  let database: TestDatabase;
  let pool: Pool;
  let db: Database;
  const errors: unknown[] = [];
  /** Each stands for a process: it shares nothing with the others but the database. */
  const limiter = (on = db) => new RateLimiter(on, (error) => errors.push(error));
  const bucket = (name: string, perSecond: number): Bucket => {
    const limit = limitPerSecond(perSecond);
    if (limit === undefined) throw new Error('no limit');
    return { policy: 'key', name, limit };
  };
  const countAdmitted = async (processes: readonly RateLimiter[], asked: Bucket, times: number): Promise<number> => {
    const answers = await Promise.all(processes.flatMap((process) => Array.from({ length: times }, () => process.admit(asked))));
    return answers.filter(Boolean).length;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    pool = openPool(database.url, 4);
    db = new Database(pool);
  });
  afterAll(async () => {
    await pool?.end();
    await database?.close();
  });

  it('what four processes admit together never passes the limit by more than a tenth of a window, however much is asked', async () => {
    const asked = bucket('flood', 100);
    const processes = Array.from({ length: 4 }, () => limiter());
    const { quota, rate } = asked.limit;
    const startedAt = performance.now();
    let admitted = 0;
    while (performance.now() - startedAt < 2000) admitted += await countAdmitted(processes, asked, 10);
    const seconds = (performance.now() - startedAt) / 1000;
    expect(admitted).toBeLessThanOrEqual(rate * seconds + quota / 10);
    expect(admitted).toBeGreaterThan(asked.limit.burst);
  });

  it('the limit holds for each name alone, and what was used up comes back', async () => {
    const [used, fresh] = [bucket('used', 10), bucket('fresh', 10)];
    const process = limiter();
    expect(await countAdmitted([process], used, 50)).toBeGreaterThanOrEqual(used.limit.burst);
    expect(await process.admit(used)).toBe(false);
    expect(process.available(used)).toBe(0);
    expect(await process.admit(fresh)).toBe(true);
    await eventually('a token that came back', () => process.admit(used));
  });

  it('most requests are answered from memory: some statements for a whole window, and none writes to the log of the database', async () => {
    const asked = bucket('busy', 1000);
    let statements = 0;
    const counting = Object.assign(Object.create(db) as Database, {
      system: () => ({ query: (...values: Parameters<ReturnType<Database['system']>['query']>) => ((statements += 1), db.system().query(...values)) }),
    });
    const process = limiter(counting);
    for (let times = 0; times < 400; times += 1) expect(await process.admit(asked)).toBe(true);
    expect(statements).toBeLessThanOrEqual(400 / (asked.limit.block / 2) + 1);
    expect(await database.query("select relpersistence from pg_class where relname = 'rate_buckets'")).toEqual([{ relpersistence: 'u' }]);
  });

  it('those who wait at once share statements, and each gets its own answer', async () => {
    const asked = bucket('together', 1000);
    expect(await countAdmitted([limiter()], asked, asked.limit.burst)).toBe(asked.limit.burst);
  });

  it('while the database is away everybody is admitted, and it is told', async () => {
    const gone = openPool(database.url, 1);
    await gone.end();
    expect(await countAdmitted([limiter(new Database(gone))], bucket('away', 1), 3)).toBe(3);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('a smaller limit of a new version holds from the first request on', async () => {
    const process = limiter();
    await process.admit(bucket('reset', 1000));
    const smaller = bucket('reset', 1);
    expect(await countAdmitted([limiter()], smaller, 20)).toBeLessThanOrEqual(smaller.limit.burst + 1);
  });

  it('buckets that nobody used for an hour are purged, in batches', async () => {
    await database.query("update rate_buckets set at = now() - interval '2 hours' where name in ('flood', 'fresh')");
    expect([await purgeRateBuckets(db.system(), 1), await purgeRateBuckets(db.system(), 10), await purgeRateBuckets(db.system(), 10)]).toEqual([1, 1, 0]);
  });

  it('a limit of none is none', () => {
    expect(limitPerSecond(0)).toBeUndefined();
    expect(limitPerSecond(1)).toEqual({ quota: WINDOW_SECONDS, rate: 1, burst: 1, block: 1 });
  });
});
