import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newId } from '@parley/kernel';
import { createRegistry } from '@parley/kernel/metrics';
import { createApp, createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { channelMetrics } from '../src/channels/channel-metrics.js';
import { ChannelWatch } from '../src/channels/channel-watch.js';
import { workerHealth } from '../src/worker-health.js';

/** What operators are told of channels, by a worker's health and its metrics. */
describe('how channels do', () => {
  let database: TestDatabase;
  let runtime: OpenDatabase;
  let clock = 0;
  let watch: ChannelWatch;
  beforeAll(async () => {
    database = await createTestDatabase({ madeUp: true });
    runtime = openDatabase(database.url);
  });
  beforeEach(async () => {
    await database.query('delete from integrations');
    await database.query('delete from channel_outbox');
    clock = 0;
    watch = new ChannelWatch(runtime.database, 300, () => clock);
  });
  afterAll(async () => {
    await runtime.close();
    await database.close();
  });

  /** An integration, with events that came so many seconds ago and messages that were put in so many seconds ago. */
  async function integration(type: string, status: string, { events = [], parked = [], messages = [] }: Partial<Record<'events' | 'parked' | 'messages', readonly number[]>> = {}): Promise<string> {
    const [{ id: appId }, id] = [await createApp(database), newId()];
    await database.query("insert into integrations (app_id, id, type, status, display_name) values ($1, $2, $3, $4, 'NAME-MARK')", [appId, id, type, status]);
    const event = (key: number, ago: number, isParked: boolean) =>
      database.query("insert into channel_inbox (app_id, integration_id, key_index, sender_index, received_at, parked_at, fault) values ($1, $2, $3, 'p', now() - make_interval(secs => $4), case when $5 then now() end, case when $5 then 'unreadable' end)",
        [appId, id, Buffer.from([key]), ago, isParked]);
    for (const [index, ago] of events.entries()) await event(index, ago, false);
    for (const [index, ago] of parked.entries()) await event(100 + index, ago, true);
    for (const ago of messages)
      await database.query("insert into channel_outbox (app_id, integration_id, conversation_id, message_id, client_id, queued_at) values ($1, $2, 'c', $3, 'k', now() - make_interval(secs => $4))", [appId, id, newId(), ago]);
    return appId;
  }
  const about = (seconds: number) => ({ asymmetricMatch: (value: unknown) => typeof value === 'number' && value >= seconds && value < seconds + 60 });

  it('health counts what waits and what is parked, tells ages, and counts integrations in error by type; it names nobody', async () => {
    expect(workerHealth({ backups: undefined, channels: watch })).toEqual({ status: 'ok', backups: 'off', channels: 'starting' });
    await integration('telegram', 'active', { events: [100, 5], parked: [90_000], messages: [120, 60, 3] });
    await integration('telegram', 'error');
    await integration('whatsapp', 'error');
    await integration('whatsapp', 'error');
    await watch.look();
    const health = workerHealth({ backups: undefined, channels: watch });
    expect(health).toEqual({
      status: 'ok', backups: 'off',
      channels: { status: 'ok', events: { waiting: 2, oldestSeconds: about(100), parked: 1 }, messages: { waiting: 3, oldestSeconds: about(120) }, inError: { telegram: 1, whatsapp: 2 } },
    });
    expect(JSON.stringify(health)).not.toContain('MARK');
  });

  it.each([['events'], ['messages']] as const)('%s that wait for longer than the setting says degrade it; those of an integration whose credentials are refused, and of a deleted app, do not', async (kind) => {
    await integration('telegram', 'error', { [kind]: [86_000] });
    for (const status of ['active', 'error']) await database.query('update apps set deleted_at = now() where id = $1', [await integration('telegram', status, { [kind]: [80_000] })]);
    await integration('telegram', 'active', { [kind]: [10] });
    await watch.look();
    expect(watch.health()).toMatchObject({ status: 'ok', [kind]: { waiting: 4, oldestSeconds: about(10) }, inError: { telegram: 1 } });
    await integration('telegram', 'active', { [kind]: [301] });
    await watch.look();
    expect(workerHealth({ backups: undefined, channels: watch })).toMatchObject({ status: 'degraded', channels: { status: 'degraded', [kind]: { waiting: 5, oldestSeconds: about(301) } } });
  });

  it('metrics say the same; while the database is away they have no number, and health goes by what was seen last, which grows older', async () => {
    const registry = createRegistry('worker');
    channelMetrics(registry, watch);
    const shown = async (name: string) => new RegExp(`^${name}(?:\\{(?:type="(\\w+)")?[^}]*\\})? (\\S+)$`, 'm').exec(await registry.metrics())?.slice(1);
    await integration('telegram', 'active', { events: [200], parked: [1, 2], messages: [60, 50] });
    await integration('mailgun', 'error');
    await watch.look();
    expect([await shown('parley_channel_events_waiting'), await shown('parley_channel_events_parked'), await shown('parley_channel_messages_waiting')]).toEqual([[undefined, '1'], [undefined, '2'], [undefined, '2']]);
    expect([await shown('parley_channel_oldest_seconds'), await shown('parley_channel_messages_oldest_seconds')].map((of) => Math.floor(Number(of?.[1]) / 60))).toEqual([3, 1]);
    expect(await shown('parley_channel_integrations_in_error')).toEqual(['mailgun', '1']);
    await runtime.close();
    clock += 120_000;
    await watch.look();
    runtime = openDatabase(database.url);
    expect([await shown('parley_channel_events_waiting'), await shown('parley_channel_oldest_seconds'), await shown('parley_channel_integrations_in_error')]).toEqual([[undefined, 'Nan'], [undefined, 'Nan'], undefined]);
    expect(watch.health()).toMatchObject({ status: 'degraded', events: { oldestSeconds: about(320) }, messages: { oldestSeconds: about(180) } });
  });
});
