import { expect, it } from '@jest/globals';
import { eventOf } from './support/delivery-bench.js';
import { bench, deliverToATarget, target } from './support/delivery-setup.js';

deliverToATarget();

const short = { id: 'u1', externalId: 'e1', brandId: 'b1', authenticated: true };
const full = { ...short, signedUpAt: '2026-01-01T00:00:00.000Z', profile: { givenName: 'Ada' }, metadata: { vip: true }, identities: [] };
const conversation = { id: 'c1', type: 'personal', metadata: {} };
const api = { type: 'api' };
const web = { type: 'web', client: { id: 'k1' }, device: { id: 'd1' } };

/** What the outbox holds, by trigger. */
const OF_CONVERSATION = {
  'conversation:create': { conversation, creationReason: 'none', source: web, user: full },
  'conversation:message': { conversation, message: { id: 'm1', author: { type: 'user', userId: 'u1', user: full }, content: { type: 'text', text: 'Hi' }, source: web } },
  'conversation:typing': { conversation, activity: { type: 'typing:start', author: { type: 'user', userId: 'u1', user: full }, source: web } },
  'conversation:read': { conversation, activity: { type: 'conversation:read', author: { type: 'user', userId: 'u1', user: full }, source: api } },
};
const OF_MEMBERS = {
  'conversation:join': { conversation, user: full },
  'conversation:leave': { conversation, user: full },
  'user:remove': { user: full },
};

/** What a target is sent of each trigger. */
async function sent(payloads: Readonly<Record<string, object>>, isFull: boolean): Promise<object> {
  const { appId } = await bench.webhook(target.url, { triggers: Object.keys(payloads), full: isFull });
  for (const [type, payload] of Object.entries(payloads)) await bench.post(appId, 'c1', [payload], type);
  bench.worker();
  const received = await target.until((all) => all.length === Object.keys(payloads).length);
  return Object.fromEntries(received.map(eventOf).map(({ type, payload }) => [type, payload]));
}

it('includeFullUser sends the complete user where the payload carries a `user` (openapi.yaml), includeFullSource client and device', async () => {
  expect(await sent(OF_CONVERSATION, true)).toEqual(OF_CONVERSATION);
});

it('without them a target gets the truncated user, and a source without client and device', async () => {
  const cut = JSON.stringify(OF_CONVERSATION).replaceAll(JSON.stringify(full), JSON.stringify(short)).replaceAll(JSON.stringify(web), '{"type":"web"}');
  expect(await sent(OF_CONVERSATION, false)).toEqual(JSON.parse(cut));
});

it.each([true, false])('conversation:join, conversation:leave and user:remove carry `userTruncated`, whatever the webhook includes (%j)', async (isFull) => {
  expect(await sent(OF_MEMBERS, isFull)).toEqual({
    'conversation:join': { conversation, user: short },
    'conversation:leave': { conversation, user: short },
    'user:remove': { user: short },
  });
});
