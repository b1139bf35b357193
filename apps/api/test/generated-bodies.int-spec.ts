import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { titles } from './support/call.js';
import { startApi, type RunningApi } from './support/running-api.js';
import { startVendors, type Vendors } from './support/vendors.js';
import { bodiesOf } from './walk/generated-bodies.js';
import { perform, SERVED } from './walk/operations.js';
import { CASES } from './walk/operations/index.js';
import { AMENDED, WORDS, type Body } from './walk/said-in-words.js';
import { World } from './walk/world.js';

/** Bodies that each operation is sent, more where a schema has many forms; and those that one app takes, which may have ten of some things. */
const [BODIES, MORE_BODIES, FEW] = [10, 40, 8];
const OF_MANY_FORMS = ['CreateIntegration', 'PostMessage'];

let vendors: Vendors;
let api: RunningApi;
beforeAll(async () => {
  vendors = await startVendors();
  api = await startApi(vendors.settings);
});
afterAll(async () => {
  await api.close();
  vendors.close();
});

const ASKED = SERVED.filter(({ id, request }) => request !== undefined && (CASES[id] ?? []).some(([status]) => status < 300));

// That the answer is as the documents say, `call` sees to.
describe('Bodies that are made of their schema', () => {
  it.each(ASKED.map((operation) => [operation.id, operation] as const))('are what %s takes', async (id, operation) => {
    const refused: string[] = [];
    let sent = 0;
    let world = await World.make(api);
    const done = (CASES[id] ?? []).filter(([status]) => status < 300);
    for (const [turn, body] of bodiesOf(operation.request ?? {}, WORDS, OF_MANY_FORMS.includes(id) ? MORE_BODIES : BODIES).entries()) {
      if (turn % FEW === FEW - 1) world = await World.make(api);
      const ask = await done[turn % done.length]?.[2](world);
      const json = AMENDED[id] ? AMENDED[id](body as Body, (ask?.json ?? {}) as Body, vendors) : body;
      if (json === undefined) continue;
      sent += 1;
      const answer = await perform(api, operation, world, { ...ask, json });
      if (answer.status >= 300) refused.push(`${answer.status} ${titles(answer).join('; ')} ${JSON.stringify(json)}`);
    }
    expect(sent).toBeGreaterThan(FEW / 2);
    expect(refused).toEqual([]);
  });
});
