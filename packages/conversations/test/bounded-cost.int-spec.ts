import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { rowsTouched } from '@parley/testing';
import { Harness } from './harness.js';
import { RECOGNIZE } from '../src/inbound/people.queries.js';
import { TALK, TALK_WHERE_NAMED } from '../src/inbound/inbound.queries.js';
import { LOCK_CONCERNED } from '../src/receipts/lock.queries.js';
import { LIST_OF_USER } from '../src/conversations/conversations.queries.js';
import { LIST_MESSAGES } from '../src/messages/messages.queries.js';
import { LIST_PARTICIPANTS } from '../src/participants/participants.queries.js';
import { externalIdIndex } from '../src/users/user.address.js';
import { FIND_USER, LIST_BY_EMAIL } from '../src/users/users.queries.js';

/** The blind index of an address that many have. */
const MANY = Buffer.alloc(32, 1);

describe('cost does not grow with what is stored, under row-level security', () => {
  let harness: Harness;
  let userId: string;
  let conversationId: string;
  const middle = newId();
  beforeAll(async () => {
    harness = await Harness.start();
    userId = await harness.user({ externalId: 'one of many' });
    conversationId = await harness.personal(userId);
    const { test, appId } = harness;
    await test.query("insert into users (app_id, id, external_id_index, signed_up_at) select $1, lpad(n::text, 24, '0'), sha256(n::text::bytea), now() from generate_series(1, 5000) n", [appId]);
    await test.query("insert into user_addresses select $1, lpad(n::text, 24, '0'), 'email', $2 from generate_series(1, 5000) n", [appId, MANY]);
    await test.query("insert into conversations (app_id, id, type, last_updated_at, created_at) select $1, lpad(n::text, 24, '0'), 'sdkGroup', now(), now() from generate_series(1, 5000) n", [appId]);
    await test.query("insert into participants (app_id, conversation_id, id, user_id) select $1, lpad(n::text, 24, '0'), lpad(n::text, 24, '0'), $2 from generate_series(1, 5000) n", [appId, userId]);
    await test.query("insert into messages (app_id, conversation_id, id, ordinal, received, author_type, sealed_body) select $1, $2, lpad(n::text, 24, '0'), n, now(), 'business', '' from generate_series(1, 5000) n", [appId, conversationId]);
    await test.query('analyze users, user_addresses, conversations, participants, messages');
  });
  afterAll(() => harness.close());

  const rowsTouchedBy = (statement: string, values: readonly unknown[]): Promise<number> => rowsTouched(harness.first.db.app(harness.appId), statement, values);
  const indexOf = (externalId: string) => externalIdIndex(harness.first.keyring, harness.first.db.app(harness.appId), harness.appId, externalId);
  const page = (select: string, id: string) => `${select} and ${id} > $4 order by ${id} limit 26`;
  const half = '000000000000000000002500';

  it('a user found by his id or external id', async () => {
    expect(await rowsTouchedBy(FIND_USER.text, [harness.appId, userId, await indexOf(userId), ''])).toBeLessThan(20);
    expect(await rowsTouchedBy(FIND_USER.text, [harness.appId, null, await indexOf('one of many'), ''])).toBeLessThan(20);
    expect(await rowsTouchedBy(FIND_USER.text, [harness.appId, middle, await indexOf('nobody'), ''])).toBeLessThan(20);
  });

  it('who writes on a channel, and where he talks', async () => {
    const { test, appId } = harness;
    const integrationId = newId();
    await test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [appId, integrationId]);
    await test.query("insert into clients (app_id, id, user_id, type, integration_id) select $1, lpad(n::text, 24, '0'), $2, 'telegram', $3 from generate_series(1, 5000) n", [appId, userId, integrationId]);
    await test.query("insert into client_addresses select $1, $2, sha256(n::text::bytea), lpad(n::text, 24, '0') from generate_series(1, 5000) n", [appId, integrationId]);
    await test.query("insert into participant_clients select $1, lpad(n::text, 24, '0'), lpad(n::text, 24, '0'), lpad(n::text, 24, '0'), now() from generate_series(1, 5000) n", [appId]);
    await test.query('analyze clients, client_addresses, participant_clients');
    const address = createHash('sha256').update('2500').digest();
    expect(await rowsTouchedBy(RECOGNIZE.text, [appId, integrationId, [address], new Date(), 'active'])).toBeLessThan(30);
    expect(await rowsTouchedBy(TALK.text, [appId, half, userId, integrationId])).toBeLessThan(30);
    expect(await rowsTouchedBy(TALK_WHERE_NAMED.text, [appId, half, userId, integrationId, half, []])).toBeLessThan(30);
    expect(await rowsTouchedBy(LOCK_CONCERNED.text, [appId, half, half])).toBeLessThan(20);
  });

  it('a page of messages, of conversations, of participants, of users by e-mail', async () => {
    const { appId } = harness;
    const text = (select: string) => select.replace('where', 'where $3::text is null and');
    expect(await rowsTouchedBy(page(text(LIST_MESSAGES), 'm.id'), [appId, conversationId, null, half])).toBeLessThan(200);
    expect(await rowsTouchedBy(page(text(LIST_OF_USER), 'p.conversation_id'), [appId, userId, null, half])).toBeLessThan(400);
    expect(await rowsTouchedBy(page(text(LIST_PARTICIPANTS), 'p.id'), [appId, conversationId, null, half])).toBeLessThan(400);
    expect(await rowsTouchedBy(page(LIST_BY_EMAIL, 'e.user_id'), [appId, MANY, null, half])).toBeLessThan(600);
  });
});
