import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createTestDatabase, openDatabase, whileLocked, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { ProviderFailures } from '../src/index.js';

let test: TestDatabase;
let open: OpenDatabase;
beforeAll(async () => {
  test = await createTestDatabase();
  open = openDatabase(test.url);
});
afterAll(async () => {
  await open.close();
  await test.close();
});

it('a key service that fails is on the record at once, then counted, one entry a minute, also of what could not be written', async () => {
  let now = 0;
  const faults: unknown[] = [];
  const failures = new ProviderFailures(open.database, (error) => faults.push(error), () => now);
  const entries = () => test.query(`select actor, outcome, details->>'code' as code, (details->>'count')::int as count from audit_entries where action = 'keyProvider:fail' order by id`);
  const entry = (code: string, count: number) => ({ actor: 'parley', outcome: 'failed', code, count });
  for (let nth = 0; nth < 50; nth += 1) await failures.note('key_service_unreachable');
  await failures.note('key_unusable');
  expect(await entries()).toEqual([entry('key_service_unreachable', 1), entry('key_unusable', 1)]);
  now += 60_000;
  await whileLocked(test, 'audit_entries', () => failures.note('key_service_unreachable'));
  expect([faults.length, await entries()]).toEqual([1, [entry('key_service_unreachable', 1), entry('key_unusable', 1)]]);
  await failures.note('key_service_unreachable');
  expect((await entries()).at(-1)).toEqual(entry('key_service_unreachable', 51));
});
