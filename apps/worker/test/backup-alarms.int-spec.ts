import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { newId } from '@parley/kernel';
import { createRegistry, serveMetrics } from '@parley/kernel/metrics';
import { createTestDatabase, openDatabase, type OpenDatabase, type TestDatabase } from '@parley/testing';
import { BackupAlarms } from '../src/backups/backup-alarms.js';
import { drillMetrics } from '../src/backups/drill-metrics.js';
import { workerHealth } from '../src/worker-health.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400;

let database: TestDatabase;
let runtime: OpenDatabase;
let now: number;
const said: unknown[] = [];

const at = (seconds: number): Date => new Date(START + seconds * 1000);
const heartbeat = (zone: string, seconds: number | null) =>
  database.query('insert into backup_zones (zone, heartbeat_at) values ($1, $2) on conflict (zone) do update set heartbeat_at = excluded.heartbeat_at', [zone, seconds === null ? null : at(seconds)]);
const drill = (seconds: number, outcome: 'good' | 'failed') =>
  database.query("insert into backup_runs (id, kind, state, asked_by, asked_at, result) values ($1, 'drill', 'done', 'schedule', $2, $3)",
    [newId(), at(seconds), { at: at(seconds).toISOString(), zone: 'near', outcome, ...(outcome === 'good' && { findings: { rtoSeconds: 42 } }) }]);

beforeEach(async () => {
  database = await createTestDatabase({ madeUp: true });
  runtime = openDatabase(database.url);
  said.splice(0);
});
afterEach(async () => {
  await runtime.close();
  await database.close();
});

function alarms(tells = true) {
  const registry = createRegistry('worker');
  const say = (of: object, line: string) => void said.push([line.includes('over') ? 'over' : 'alarm', of]);
  const made = new BackupAlarms({ db: runtime.database, zones: ['far', 'near'], limits: { snapshotEverySeconds: DAY, drillEverySeconds: DAY }, registry, logger: { error: say, info: say } as never, tells: () => tells, now: () => at(now) });
  const look = async (seconds: number) => {
    now = seconds;
    await made.look();
    return made.health();
  };
  return { look, registry, made };
}

it('Rule 15: a zone that is behind and a drill that is too old are alarms: in the log when they come and go, in a metric, and in what monitors ask for', async () => {
  await database.query("insert into backup_chains (id, slot, system_identifier, timeline, consistent_point, started_at) values ('c', 's', '1', 1, '0/1', $1)", [at(0)]);
  const { look, registry } = alarms();
  expect(await look(10)).toMatchObject({ status: 'ok', alarms: [], zones: [{ zone: 'far', lagSeconds: null }, { zone: 'near', lagSeconds: null }], drill: null, continuityAgeSeconds: null });
  await heartbeat('far', 95);
  await heartbeat('near', 99);
  expect(await look(100)).toMatchObject({ status: 'ok', zones: [{ zone: 'far', lagSeconds: 5 }, { zone: 'near', lagSeconds: 1 }] });
  await heartbeat('near', 159);
  await look(106);
  await heartbeat('near', 170);
  expect(await look(170)).toMatchObject({ status: 'degraded', alarms: [{ rule: 'zone_behind', zone: 'far' }], zones: [{ zone: 'far', lagSeconds: 75 }, { zone: 'near', lagSeconds: 0 }] });
  expect(await registry.metrics()).toMatch(/^parley_backup_alarm\{rule="zone_behind",zone="far"[^}]*\} 1$/m);
  await look(175);
  for (const zone of ['near', 'far']) await heartbeat(zone, 2 * DAY + 1);
  expect(await look(2 * DAY + 1)).toMatchObject({ status: 'degraded', alarms: [{ rule: 'drill_old' }], drill: null });
  await drill(2 * DAY + 2, 'good');
  await drill(2 * DAY + 3, 'failed');
  expect(await look(2 * DAY + 4)).toMatchObject({ status: 'ok', drill: { ageSeconds: 2, rtoSeconds: 42, last: 'failed' } });
  const keyStore = (lost: number) => database.query("insert into backup_runs (id, kind, state, asked_by, ended_at, result) values ($1, 'keys', 'done', 'worker', clock_timestamp(), $2)", [newId(), { lost }]);
  await keyStore(7);
  expect(await look(2 * DAY + 4)).toMatchObject({ status: 'degraded', alarms: [{ rule: 'key_store_lost' }], lostSecrets: 7 });
  await keyStore(0);
  expect(await look(2 * DAY + 4)).toMatchObject({ status: 'ok', lostSecrets: 0 });
  expect(await registry.metrics()).not.toMatch(/^parley_backup_alarm\{/m);
  expect(said).toEqual([['alarm', { rule: 'zone_behind', zone: 'far' }], ['alarm', { rule: 'drill_old' }], ['over', { rule: 'zone_behind', zone: 'far' }], ['over', { rule: 'drill_old' }], ['alarm', { rule: 'key_store_lost' }], ['over', { rule: 'key_store_lost' }]]);
});

it('A zone that nobody has reached since backups were switched on is an alarm once its minute is over, and one that is not configured is none', async () => {
  await heartbeat('old', 0);
  const { look } = alarms();
  expect(await look(5)).toMatchObject({ status: 'ok', zones: [{ zone: 'far', lagSeconds: null }, { zone: 'near', lagSeconds: null }] });
  await heartbeat('near', 66);
  expect(await look(66)).toMatchObject({ status: 'degraded', alarms: [{ rule: 'zone_behind', zone: 'far' }] });
});

it('Alarms go on by what the database said last while it is away, and a worker that another one speaks for says nothing', async () => {
  await heartbeat('far', 0);
  const { look } = alarms(false);
  await look(5);
  await runtime.close();
  await look(20);
  const later = await look(80);
  runtime = openDatabase(database.url);
  expect(later).toMatchObject({ status: 'degraded', zones: [{ zone: 'far', lagSeconds: 80 }, { zone: 'near', lagSeconds: null }] });
  expect(said).toEqual([]);
});

const noChannels = { health: () => undefined };

it('GET /health and /metrics of the metrics port answer 200, also while something is wrong, and nothing else is there', async () => {
  const { look, registry, made } = alarms();
  drillMetrics(registry, runtime.database);
  const server = await serveMetrics(registry, '127.0.0.1', 0, () => workerHealth({ backups: made, channels: noChannels }));
  const ask = async (path: string, method = 'GET') => {
    const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, { method });
    return { code: answer.status, type: answer.headers.get('content-type'), cache: answer.headers.get('cache-control'), text: await answer.text() };
  };
  const health = { code: 200, type: 'application/json', cache: 'no-store' };
  expect(await ask('/health')).toEqual({ ...health, text: JSON.stringify({ status: 'ok', backups: 'starting', channels: 'starting' }) });
  await heartbeat('near', 100);
  await heartbeat('far', 20);
  await drill(40, 'good');
  await look(40);
  await look(100);
  const { text, ...answer } = await ask('/health');
  expect(answer).toEqual(health);
  expect(JSON.parse(text)).toEqual({
    status: 'degraded',
    backups: {
      status: 'degraded', alarms: [{ rule: 'zone_behind', zone: 'far' }], snapshotsOnly: false, zones: [{ zone: 'far', lagSeconds: 80 }, { zone: 'near', lagSeconds: 0 }],
      drill: { ageSeconds: 60, rtoSeconds: 42, last: 'good' }, continuityAgeSeconds: null, lostSecrets: 0,
    },
    channels: 'starting',
  });
  const metrics = await ask('/metrics');
  expect([metrics.code, metrics.type]).toEqual([200, registry.contentType]);
  expect(metrics.text).toMatch(/^parley_backup_alarm\{rule="zone_behind",zone="far"[^}]*\} 1$/m);
  expect(metrics.text).toMatch(/^parley_backup_rto_seconds(\{[^}]*\})? 42$/m);
  const codes = await Promise.all([ask('/health', 'POST'), ask('/metrics', 'DELETE'), ask('/health/'), ask('/')].map((each) => each.then(({ code }) => code)));
  expect(codes).toEqual([404, 404, 404, 404]);
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
});

it('A worker without backups says that they are off', () => {
  expect(workerHealth({ backups: undefined, channels: noChannels })).toEqual({ status: 'ok', backups: 'off', channels: 'starting' });
});
