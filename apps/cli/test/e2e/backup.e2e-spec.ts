import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '@parley/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { runCli } from '../run-cli.js';
import { basic } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { embeddedUrl } from './support/embedded-url.js';
import { eventually } from './support/eventually.js';
import { Poster } from './support/poster.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';

interface Status {
  readonly chain?: { readonly id: string };
  readonly lastSnapshot?: { readonly state: string };
  readonly zones: readonly { readonly zone: string; readonly heartbeatAt: string | null; readonly error: string | null }[];
}

interface Deleted {
  readonly conversationId: string;
  readonly authorization: string;
}

const POSTERS = 3;

describe('backups of the whole product', () => {
  const places = mkdtempSync(join(tmpdir(), 'parley-zones-'));
  const settings = { PARLEY_BACKUP_ZONES: ['near', 'far'].map((name) => `${name}=${join(places, name)}`).join(','), PARLEY_ERASURE_DELAY: '0' };
  const conformance = new Conformance();
  const posters: Poster[] = [];
  let parley: RunningParley;
  let restored: RunningParley | undefined;
  let authorization: string;
  let app: string;
  let moment: string;
  let recoveryKey: string;
  let deleted: Deleted;
  /** An app that is deleted by mistake, a conversation of it, and one that was erased before that. */
  let mistaken: { readonly app: string; readonly kept: string; readonly erased: string };
  let lost: string;

  const rest = (of = parley, by = authorization) => new RestClient(of.baseUrl, by, conformance);
  const cli = (args: readonly string[], of = parley, input = '') => runCli(args, { ...settings, PARLEY_DATA_DIR: of.dataDir }, input);
  const status = async (of = parley): Promise<Status> => JSON.parse((await cli(['backup', 'status', '--json'], of)).out) as Status;
  const inEveryZone = (since: number) => eventually('every zone has what was committed', async () => {
    const { zones } = await status();
    return zones.length === 2 && zones.every(({ heartbeatAt }) => heartbeatAt !== null && Date.parse(heartbeatAt) > since);
  }, 120);
  const begin = async (name: string, of = app): Promise<string> => {
    const { user } = await rest().post<{ user: { id: string } }>(`/v2/apps/${of}/users`, { externalId: name });
    return (await rest().post<{ conversation: { id: string } }>(`/v2/apps/${of}/conversations`, { type: 'sdkGroup', participants: [{ userId: user.id, subscribeSDKClient: false }] })).conversation.id;
  };
  const erase = (path: string) => fetch(`${parley.baseUrl}${path}`, { method: 'DELETE', headers: { authorization } });
  const posted = async (count: number): Promise<void> => {
    const ok = () => posters.reduce((sum, { log }) => sum + log.filter(({ outcome }) => outcome === 'ok').length, 0);
    const goal = ok() + count;
    await eventually(`${count} posts`, () => ok() >= goal, 120);
  };

  /** While the product runs: what was erased meanwhile stays erased, and the erasure of the app itself is off. */
  async function bringBackOneApp(): Promise<void> {
    expect((await erase(`/v2/apps/${mistaken.app}/conversations/${mistaken.erased}`)).status).toBe(200);
    await eventually('the other erasure', async () => ((await cli(['erase', 'list', '--all', '--json'])).out.match(/"state": "complete"/g) ?? []).length === 2 || undefined, 60);
    expect((await erase(`/v2/apps/${mistaken.app}`)).status).toBe(200);
    await inEveryZone(Date.now());
    const restoreOne = async (...more: string[]): Promise<unknown> => {
      const done = await cli(['restore', '--app', mistaken.app, '--to', moment, '--json', ...more]);
      if (done.code !== 0) throw new Error(done.err);
      return JSON.parse(done.out);
    };
    expect(await restoreOne()).toMatchObject({ app: mistaken.app, to: moment, tables: expect.arrayContaining([expect.objectContaining({ table: 'apps', then: 1, changed: 1 })]) });
    expect(await restoreOne('--dry-run')).toMatchObject({ isThere: true, tables: expect.any(Array), estimatedSeconds: expect.any(Number) });
    const exported = join(places, 'exported');
    expect(await restoreOne('--mode', 'export', '--output', exported)).toMatchObject({ directory: exported, missingFiles: [] });
    expect(readFileSync(join(exported, 'conversations.ndjson'), 'utf8').trimEnd().split('\n').map((line) => (JSON.parse(line) as { id: string }).id)).toEqual([mistaken.kept]);
    expect(await restoreOne('--mode', 'replace')).toMatchObject({ held: { events: expect.any(Number) }, missingFiles: [] });
    const of = `/v2/apps/${mistaken.app}`;
    const statuses = await Promise.all([of, `${of}/conversations/${mistaken.kept}`, `${of}/conversations/${mistaken.erased}`].map((path) => fetch(`${parley.baseUrl}${path}`, { headers: { authorization } }).then(({ status: code }) => code)));
    expect(statuses).toEqual([200, 200, 404]);
    expect((await cli(['erase', 'list', '--of', mistaken.app, '--json'])).out).not.toContain('"state": "pending"');
    expect(await cli(['restore', 'discard', '--of', mistaken.app])).toMatchObject({ code: 0, out: 'There is nothing beside this app.\n' });
  }

  beforeAll(async () => {
    parley = await RunningParley.start(settings);
    authorization = basic(parley.credentials().accountKey);
    ({ app: { id: app } } = await rest().post<{ app: { id: string } }>('/v2/apps', { displayName: 'Backed up', settings: { multiConvoEnabled: true } }));
    const { key } = await rest().post<{ key: { id: string; secret: string } }>(`/v2/apps/${app}/keys`, { displayName: 'Deleted later' });
    deleted = { conversationId: await begin('erased'), authorization: basic(key) };
    const { app: { id: other } } = await rest().post<{ app: { id: string } }>('/v2/apps', { displayName: 'Deleted by mistake', settings: { multiConvoEnabled: true } });
    mistaken = { app: other, kept: await begin('kept', other), erased: await begin('gone', other) };
    // An endpoint that does not answer: what is to be sent to it still waits when everything is lost.
    await rest().post(`/v2/apps/${app}/integrations`, { type: 'custom', webhooks: [{ target: 'http://127.0.0.1:9/', triggers: ['conversation:message'] }] });
    await eventually('the first snapshot', async () => (await status()).lastSnapshot?.state === 'done', 120);
    for (let number = 0; number < POSTERS; number += 1) {
      const conversationId = await begin(`user-${number}`);
      posters.push(new Poster({ url: `${parley.baseUrl}/v2/apps/${app}/conversations/${conversationId}/messages`, authorization, conversationId, keyed: true, restMs: 10, name: `post-${number}`, heard: conformance.exchange }));
    }
  }, 400_000);
  afterAll(async () => {
    await Promise.all(posters.map((poster) => poster.stop()));
    await parley?.dispose();
    await restored?.dispose();
    rmSync(places, { recursive: true, force: true });
  }, 60_000);

  it('go on in one chain while the database is killed by kill -9 under load', async () => {
    const { chain } = await status();
    await posted(50);
    await parley.kill('postgres');
    await posted(50);
    await Promise.all(posters.map((poster) => poster.stop()));
    await inEveryZone(Date.now());
    expect((await status()).chain).toEqual(chain);
    expect(posters.flatMap(({ log }) => log).filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  }, 300_000);

  it('are restored for practice by themselves, as a role that the embedded database has for it', async () => {
    const database = <Row extends object>(sql: string) => withClient(embeddedUrl(parley.dataDir), async (client) => (await client.query<Row>(sql)).rows);
    await database("update backup_repository set created_at = now() - interval '2 days'");
    await eventually('a drill', async () => (await database("select from backup_runs where kind = 'drill' and asked_by = 'schedule' and state = 'done'")).length > 0, 240);
    const good = { at: expect.any(String), zone: 'near', rtoSeconds: expect.any(Number) };
    expect(await status()).toMatchObject({ drills: { last: { zone: 'near', outcome: 'good' }, good }, alarms: [] });
    expect((await cli(['backup', 'status'])).out).toMatch(/^Last good drill of \S+ out of zone near: a database in \d+\.\d s$/m);
    expect(JSON.parse((await cli(['backup', 'drills', '--json', '--zone', 'far'])).out)).toMatchObject([{ outcome: 'good', findings: { checks: { apps: expect.any(Number) } } }]);
    expect(await database("select datname from pg_database where datname like 'parley_drill%'")).toEqual([]);
    const given = ['backup', 'drill', '--zone', 'near', '--to', new Date(Date.now() - 5000).toISOString(), '--dry-run'];
    expect(JSON.parse((await cli([...given, '--json'])).out)).toEqual({ zone: 'near', snapshot: 2, to: given[5], segments: expect.any(Number), estimatedSeconds: expect.any(Number) });
    expect((await cli(given)).out).toMatch(/^\S+, by snapshot 2, would be restored out of zone near alone, in some [\d.]+ s, by how long it took the last time\.\n$/);
    expect(await cli(['backup', 'drill', '--zone', 'nowhere'])).toMatchObject({ code: 1, err: 'parley: PARLEY_BACKUP_ZONES has no zone nowhere\n' });
  }, 400_000);

  it('go on in it when the worker is killed by kill -9, and show what can be restored', async () => {
    moment = new Date().toISOString();
    await delay(1100);
    expect((await erase(`/v2/apps/${app}/conversations/${deleted.conversationId}`)).status).toBe(200);
    const id = Buffer.from(deleted.authorization.slice(6), 'base64').toString().split(':')[0] ?? '';
    expect((await erase(`/v2/apps/${app}/keys/${id}`)).status).toBe(200);
    const erasure = await eventually('the erasure', async () => /"id": "(\w+)",[^]*"state": "complete"/.exec((await cli(['erase', 'list', '--all', '--json'])).out)?.[1], 60);
    const { chain } = await status();
    await bringBackOneApp();
    // Only now: who destroys keys waits a minute for a process that says nothing any more.
    await parley.kill('worker');
    lost = await begin('after the moment');
    await inEveryZone(Date.now());
    expect((await status()).chain).toEqual(chain);
    recoveryKey = (await cli(['keys', 'recovery', 'create'])).out;
    await inEveryZone(Date.now());
    expect(JSON.parse((await cli(['backup', 'list', '--json', '--zone', 'far'])).out)).toEqual({ snapshots: [{ number: 2, at: expect.any(String), bytes: expect.any(Number), chain: chain?.id }], gaps: [], bad: [] });
    await eventually('every zone has heard of the erasure', async () => (await cli(['erase', 'receipt', erasure])).err === 'zone far: the keys are gone there too\nzone near: the keys are gone there too\n', 60);
    const kept = { snapshots: 1, waiting: 0, removed: ['near', 'far'].map((zone) => ({ zone, objects: 0, bytes: 0 })) };
    for (const options of [['--dry-run'], []]) expect(JSON.parse((await cli(['backup', 'expire', '--json', ...options])).out)).toMatchObject({ dryRun: options.length > 0, ...kept });
    expect(await status()).toMatchObject({ lastExpiry: { state: 'done', result: { snapshots: 1, objects: 0, held: null } } });
    // By the drill: nothing was restored yet.
    const plan = await cli(['restore', '--to', moment, '--dry-run']);
    expect([plan.code, JSON.parse(plan.out)]).toEqual([0, { snapshot: { number: 2, at: expect.any(String), bytes: expect.any(Number) }, to: moment, segments: expect.any(Number), estimatedSeconds: expect.any(Number) }]);
    expect(await cli(['restore', '--to', '2001-01-01T00:00:00Z'])).toMatchObject({ code: 1, err: expect.stringMatching(/^parley: The oldest moment that can be restored is /) });
    expect(await cli(['restore', '--zone', 'nowhere'])).toMatchObject({ code: 1, err: 'parley: PARLEY_BACKUP_ZONES has no zone nowhere\n' });
    const [bad = ''] = readdirSync(join(places, 'far', 'packs'), { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    writeFileSync(bad, readFileSync(bad).subarray(1));
    const verified = async (...more: string[]) => cli(['backup', 'verify', '--deep', '--zone', 'far', ...more]);
    expect(await verified()).toMatchObject({ code: 1, out: expect.stringContaining('unreadable') });
    expect(await cli(['backup', 'verify', '--json'])).toMatchObject({ code: 0, out: expect.stringContaining(`"repaired": "${bad.slice(bad.indexOf('packs/'))}~1"`) });
    expect(await verified()).toMatchObject({ code: 0, out: expect.stringContaining('all good') });
    const reports = JSON.parse((await cli(['backup', 'verifications', '--json', '--zone', 'near'])).out) as object;
    expect(reports).toMatchObject([{ kind: 'verify', zones: ['near', 'far'], outcome: 'good', found: 1, repaired: 1, lost: 0, findings: [{ zone: 'far', fault: 'unreadable' }] }]);
    const would = JSON.parse((await verified('--dry-run', '--json')).out) as object;
    expect(would).toEqual({ objects: expect.any(Number), bytes: expect.any(Number), estimatedSeconds: expect.any(Number) });
  }, 300_000);

  it('bring everything back from one zone and the recovery key alone: every acknowledged post once, and nothing that was erased or revoked', async () => {
    await parley.stop();
    rmSync(parley.dataDir, { recursive: true });
    const before = posters.map(({ log }) => log.map(({ text, messageId }) => ({ id: messageId, text })));
    restored = await RunningParley.start(settings, undefined, async (dataDir) => {
      const seen = await runCli(['backup', 'list', '--json', '--recovery-key'], { ...settings, PARLEY_DATA_DIR: dataDir }, recoveryKey);
      expect([seen.code, JSON.parse(seen.out)]).toEqual([0, { snapshots: [expect.objectContaining({ number: 2 })], gaps: [], bad: [] }]);
      const done = await runCli(['restore', '--to', moment, '--zone', 'far', '--recovery-key', '--json'], { ...settings, PARLEY_DATA_DIR: dataDir }, recoveryKey);
      if (done.code !== 0) throw new Error(done.err);
      expect(JSON.parse(done.out)).toMatchObject({ to: moment, erased: 2, revoked: 1, closed: [], missingFiles: [], samples: { apps: 1, failed: [] }, keyFile: join(dataDir, 'root.key'), auditKeyFile: join(dataDir, 'audit.key') });
      expect((JSON.parse(done.out) as { held: { deliveries: number } }).held.deliveries).toBeGreaterThan(0);
    });
    const again = rest(restored);
    for (const [number, { log }] of posters.entries()) {
      expect(await again.allTexts(`/v2/apps/${app}/conversations/${log[0]?.conversationId}/messages`)).toEqual(before[number]);
    }
    const get = (path: string, by = authorization) => fetch(`${restored?.baseUrl}${path}`, { headers: { authorization: by } }).then(({ status: code }) => code);
    expect(await get(`/v2/apps/${app}/conversations/${deleted.conversationId}`)).toBe(404);
    expect(await get(`/v2/apps/${app}/conversations/${lost}`)).toBe(404);
    expect(await get(`/v2/apps/${app}`, deleted.authorization)).toBe(401);
  }, 400_000);

  it('go on after it in a chain of their own, and let what was held go when somebody says so', async () => {
    const of = restored ?? parley;
    await eventually('a snapshot of the new chain', async () => (await status(of)).lastSnapshot?.state === 'done', 120);
    expect((await cli(['audit', 'verify'], of)).code).toBe(0);
    await of.stop();
    expect(await cli(['restore', 'release', '--discard'], of)).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+ events, \d+ deliveries and \d+ messages to channels are dropped\.\n$/) });
    expect(await cli(['restore', 'release'], of)).toMatchObject({ code: 0, out: 'Nothing is held.\n' });
    expect([...conformance.faults]).toEqual([]);
  }, 300_000);
});
