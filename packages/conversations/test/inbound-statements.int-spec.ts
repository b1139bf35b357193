import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChannelPerson, InboundEvent } from '@parley/contracts';
import { AccountTaken, type ChannelIntegration } from '@parley/conversations';
import { newId } from '@parley/kernel';
import { Harness, Process } from './harness.js';
import { RecordedPool } from './recorded-pool.js';

const AT = Date.parse('2026-01-02T03:04:05.678Z');

/** What an event of a channel costs is round trips: who adds one to all of them is told so here. */
describe('the statements of what a channel tells', () => {
  let harness: Harness;
  let pool: RecordedPool;
  let process: Process;
  let channel: ChannelIntegration;
  let person: ChannelPerson;
  beforeAll(async () => {
    harness = await Harness.start();
    pool = new RecordedPool(harness.test.url);
    process = new Process(pool.database);
  });
  beforeEach(async () => {
    channel = { integrationId: newId(), type: 'telegram' };
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, channel.integrationId]);
    person = { externalId: newId(), displayName: 'Ada' };
    // Keys are remembered from their first use on.
    for (const words of ['0', '1']) await apply(text(words));
  });
  afterAll(async () => {
    await pool.close();
    await harness.close();
  });

  const apply = (event: InboundEvent) => process.db.app(harness.appId).transaction((tx) => process.inbound.apply(tx, harness.appId, channel, event));
  const text = (words: string): InboundEvent => ({ kind: 'message', person, at: AT, externalId: newId(), content: { type: 'text', text: words } });
  const sent = async (event: InboundEvent) => {
    pool.log = [];
    await apply(event);
    return pool.log.filter((line) => line.startsWith('> ')).map((line) => line.slice(2));
  };
  const userOf = async () => (await harness.test.query<{ user_id: string }>('select user_id from clients where integration_id = $1', [channel.integrationId]))[0]?.user_id ?? '';
  const last = async () => (await harness.events()).at(-1)?.payload;
  /** What another transaction does to the person while an event of his waits for his user, and what came of the event. */
  const meanwhile = (statement: string, values: readonly unknown[] = []) => harness.first.db.app(harness.appId).transaction(async (tx) => {
    await tx.query('select from users where app_id = $1 and id = $2 for no key update', [harness.appId, await userOf()]);
    const told = apply(text('2')).then(() => 'applied', (error: unknown) => error);
    await harness.waiting(1);
    await tx.query(statement, [harness.appId, channel.integrationId, ...values]);
    return { told };
  });

  it('are three of a message of somebody known, and two more where the channel tells something new of him', async () => {
    const three = ['inbound-recognize', 'inbound-talk', 'message-post-channel'];
    expect(await sent(text('2'))).toEqual(['begin', ...three, 'commit']);
    person = { ...person, displayName: 'Ada L' };
    expect(await sent(text('3'))).toEqual(['begin', 'inbound-recognize', 'data-keys-of-subject', 'inbound-keep-details', ...three.slice(1), 'commit']);
    expect(await sent(text('4'))).toEqual(['begin', ...three, 'commit']);
  });

  it('are one more where the message says where it belongs and is not known there', async () => {
    expect(await sent({ ...text('2'), thread: { answers: ['unknown'] } } as InboundEvent)).toEqual(['begin', 'inbound-recognize', 'inbound-talk-where-named', 'inbound-talk', 'message-post-channel', 'commit']);
  });

  it('show who waited for the person what he came to be: blocked meanwhile, he is told to have come back', async () => {
    const { told } = await meanwhile("update clients set status = 'blocked' where app_id = $1 and integration_id = $2");
    expect(await told).toBe('applied');
    expect((await harness.events('client:update')).at(-1)?.payload).toMatchObject({ reason: 'unblocked', user: { id: await userOf() } });
  });

  it('are to be made anew where the account went to somebody else meanwhile, and then are his', async () => {
    const other = await harness.user();
    await harness.personal(other);
    const { told } = await meanwhile(`
      with moved as (update participants set user_id = $3 where app_id = $1 and user_id in (select user_id from clients where integration_id = $2))
      update clients set user_id = $3 where app_id = $1 and integration_id = $2`, [other]);
    expect(await told).toBeInstanceOf(AccountTaken);
    await apply(text('2'));
    expect(await last()).toMatchObject({ message: { author: { userId: other } } });
  });
});
