import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { InboundReceipt } from '@parley/contracts';
import type { ChannelIntegration } from '@parley/conversations';
import { newId } from '@parley/kernel';
import { Harness } from './harness.js';

const AT = Date.parse('2026-01-02T03:04:05Z');

/** Somebody on Telegram is sent a message that is three there, of which the first is taken. */
describe('receipts of a message whose parts are still going out', () => {
  let harness: Harness;
  let telegram: ChannelIntegration;
  let named: { readonly conversationId: string; readonly messageId: string; readonly clientId: string };
  let seen: number;
  beforeAll(async () => void (harness = await Harness.start()));
  afterAll(() => harness.close());

  const settle = <T>(work: (tx: Parameters<typeof harness.first.outbound.carried>[0]) => Promise<T>) => harness.first.db.app(harness.appId).transaction(work);
  /** All of it is with the channel: told, and out of the queue. */
  const sent = (externalIds: readonly string[]) => settle(async (tx) => {
    await harness.first.outbound.carried(tx, harness.appId, telegram, named, { externalIds, isFinal: false });
    await tx.query('delete from channel_outbox where message_id = $1', [named.messageId]);
  });
  const partTaken = (externalId: string) => settle((tx) => harness.first.outbound.partTaken(tx, harness.appId, telegram, named, [externalId]));
  const receipt = (kind: InboundReceipt['kind'], externalId: string, more: Partial<InboundReceipt> = {}) =>
    settle((tx) => harness.first.inbound.apply(tx, harness.appId, telegram, { kind, externalId, at: AT, ...more }));
  const told = async () => (await harness.events()).slice(seen);
  const states = async () => (await told()).map(({ type, payload }) => [type.replace('conversation:message:delivery:', ''), (payload as { isFinalEvent?: boolean }).isFinalEvent]);

  beforeEach(async () => {
    telegram = { integrationId: newId(), type: 'telegram' };
    await harness.test.query("insert into integrations (app_id, id, type, status) values ($1, $2, 'telegram', 'active')", [harness.appId, telegram.integrationId]);
    await settle((tx) => harness.first.inbound.apply(tx, harness.appId, telegram, { kind: 'message', person: { externalId: 'ada' }, at: AT, externalId: newId(), content: { type: 'text', text: 'Hello' } }));
    const conversationId = (await harness.events()).at(-1)?.order_key ?? '';
    const messageId = await harness.say(conversationId, 'Here we are');
    const [client] = await harness.test.query<{ id: string }>('select id from clients where integration_id = $1', [telegram.integrationId]);
    named = { conversationId, messageId, clientId: client?.id ?? '' };
    expect(await partTaken('1')).toBe(true);
    seen = (await harness.events()).length;
  });

  it('are taken at once, and it has arrived when the last has: told then, after that the channel took it', async () => {
    await receipt('delivered', '1', { at: Date.now() });
    expect(await states()).toEqual([]);
    expect(await partTaken('2')).toBe(true);
    await receipt('delivered', '1');
    await sent(['1', '2', '3']);
    expect(await states()).toEqual([['channel', false]]);
    await receipt('delivered', '3');
    await receipt('delivered', '2');
    await receipt('delivered', '2');
    expect(await states()).toEqual([['channel', false], ['user', true]]);
  });

  it('that all came before it is known that the last has gone are told with that', async () => {
    await partTaken('2');
    await receipt('read', '2');
    await receipt('delivered', '1');
    expect(await states()).toEqual([['conversation:read', undefined]]);
    await sent(['1', '2']);
    await receipt('delivered', '1');
    expect(await states()).toEqual([['conversation:read', undefined], ['channel', false], ['user', true]]);
    expect((await told())[2]).toMatchObject({ payload: { message: { id: named.messageId }, externalMessages: [{ id: '1' }, { id: '2' }] } });
  });

  it('tell of one that did not arrive at once: the message has failed, the rest does not go, and nothing more is told whatever comes of it', async () => {
    await receipt('failed', '1', { failure: { code: 'recipient_invalid', message: 'No', blocks: false } });
    expect(await told()).toMatchObject([{ type: 'conversation:message:delivery:failure', payload: { isFinalEvent: true, message: { id: named.messageId }, error: { code: 'recipient_invalid' }, externalMessages: [{ id: '1' }] } }]);
    expect(await partTaken('2')).toBe(false);
    await sent(['1', '2']);
    await settle((tx) => harness.first.outbound.undelivered(tx, harness.appId, telegram, named, { code: 'unknown_outcome', message: 'No', externalIds: ['1', '2'], blocks: false }));
    await receipt('delivered', '1');
    await receipt('delivered', '2');
    expect(await states()).toEqual([['failure', true]]);
  });

  it('change nothing once it has failed on its way, also those of parts that had been taken before', async () => {
    await receipt('delivered', '1');
    await settle((tx) => harness.first.outbound.undelivered(tx, harness.appId, telegram, named, { code: 'temporary', message: 'Away', externalIds: ['1'], blocks: false }));
    await harness.test.query('delete from channel_outbox');
    await receipt('delivered', '1');
    await receipt('failed', '1');
    expect(await states()).toEqual([['failure', true]]);
  });

  it('wait for nothing: one that names no part of ours is nothing, unless a request is with the channel', async () => {
    await receipt('delivered', 'of another', { at: Date.now() });
    await harness.test.query('update channel_outbox set begun_at = now()');
    await expect(receipt('delivered', 'of another', { at: Date.now() })).rejects.toMatchObject({ code: 'service_unavailable' });
  });
});
