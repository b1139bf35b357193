import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { titles } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';
import type { Ask } from './walk/ask.js';
import { LET_PASS } from './walk/exceptions.js';
import { MORE_BODIES } from './walk/more-bodies.js';
import { mutationsOf } from './walk/mutations.js';
import { perform, SERVED } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { World } from './walk/world.js';

let vendors: Vendors;
let api: RunningApi;
let world: World;
beforeAll(async () => {
  vendors = await startVendors();
  api = await startApi(vendors.settings);
  world = await World.make(api);
});
afterAll(async () => {
  await api.close();
  vendors.close();
});

/** What it says of an answer that is not a 400 that names the field. */
async function fault(ask: () => ReturnType<typeof perform>, field: string): Promise<string | undefined> {
  const answer = await ask();
  if (answer.status !== 400) return `is ${answer.status}`;
  return titles(answer).some((title) => title.includes(field)) ? undefined : `says ${titles(answer).join('; ')}`;
}

// Whatever is answered, `call` refuses a 500.
describe('A body that is wrong in one place, by each rule of its schema,', () => {
  it.each(SERVED.filter(({ request }) => request !== undefined).map((operation) => [operation.id, operation] as const))('is a 400 of %s that names the field', async (id, operation) => {
    const found = new Set<string>();
    let tried = 0;
    const done = (CASES[id] ?? []).filter(([status], _, all) => status < 300 || !all.some(([other]) => other < 300));
    const asks = await Promise.all(done.map(async ([, , ask]) => ask(world)));
    const [first] = asks;
    const more = first === undefined ? [] : (MORE_BODIES[id]?.(world) ?? []).map((json): Ask => ({ ...first, json }));
    for (const json of more) expect((await perform(api, operation, world, json)).body).not.toHaveProperty('errors');
    for (const ask of [...asks, ...more]) {
      for (const { what, field, body } of mutationsOf(operation.request ?? {}, ask.json)) {
        tried += 1;
        const told = await fault(() => perform(api, operation, world, { ...ask, json: body }), field);
        if (told !== undefined) found.add(`${what} ${told}`);
      }
    }
    expect(tried).toBeGreaterThan(0);
    expect([...found].filter((line) => LET_PASS[`${id} ${line}`] === undefined)).toEqual([]);
  });
});
