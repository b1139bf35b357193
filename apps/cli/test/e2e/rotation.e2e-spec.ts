import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { webhookTarget, withClient, type WebhookTarget } from '@parley/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { DataDir } from '../../src/data-dir/data-dir.js';
import { runningEmbedded } from '../../src/database/embedded.js';
import { MAIN, runCli } from '../run-cli.js';
import { basic } from './support/authorization.js';
import { Conformance } from './support/conformance.js';
import { eventually } from './support/eventually.js';
import { Poster } from './support/poster.js';
import { RestClient } from './support/rest-client.js';
import { RunningParley } from './support/running-parley.js';
import { eventsOf } from './support/webhook-events.js';

const APPS = 8;
/** Of each who posts or begins conversations, after each answer: some are on their way all the while, and leave the processor to who rotates. */
const REST_MS = 20;
interface Entry {
  readonly action: string;
  readonly appId: string | null;
  readonly actor: { readonly id: string };
  readonly target: { readonly type: string; readonly id: string };
}

describe('parley keys rotate, while API and worker serve posts', () => {
  let parley: RunningParley;
  let target: WebhookTarget;
  let rest: RestClient;
  let settings: Record<string, string>;
  const [apps, posters]: [string[], Poster[]] = [[], []];
  const conformance = new Conformance();
  const made: string[] = [];
  let authorization: string;
  let making = true;
  let makers: Promise<unknown> = Promise.resolve();
  const rotate = (...args: string[]) => runCli(['keys', 'rotate', ...args], settings);
  const entries = async (action: string) => (await rest.get<{ entries: Entry[] }>(`/parley/v1/audit?filter[action]=${action}&page[size]=100`)).entries;
  const targets = async (action: string) => (await entries(action)).map(({ target: { id } }) => id).toSorted();
  /** The embedded database, as the product's own role has it. */
  const embedded = () => runningEmbedded(DataDir.open(parley.dataDir, 'development')) ?? '';
  /** Entries of no account, which the API shows nobody. */
  const operatorEntries = (action: string) => withClient(embedded(), async (client) => {
    await client.query("select set_config('parley.scope', '*', false)");
    return (await client.query<{ actor: string; target: string; details: Record<string, string[]> }>('select actor, target_id as target, details from audit_entries where action = $1 order by id', [action])).rows;
  });
  const posted = async (count: number) => {
    const goal = posters.reduce((sum, { log }) => sum + log.length, 0) + count;
    await eventually(`${count} posts`, () => posters.reduce((sum, { log }) => sum + log.length, 0) >= goal, 120);
  };

  /** Posts and new conversations, from now on until the end. */
  const serve = async () => {
    const path = `/v2/apps/${apps[0]}`;
    const begin = async (name: string): Promise<string> => {
      const { user } = await rest.post<{ user: { id: string } }>(`${path}/users`, { externalId: name });
      return (await rest.post<{ conversation: { id: string } }>(`${path}/conversations`, { type: 'personal', participants: [{ userId: user.id }] })).conversation.id;
    };
    for (const number of [0, 1]) {
      const conversationId = await begin(`user-${number}`);
      posters.push(new Poster({ url: `${parley.baseUrl}${path}/conversations/${conversationId}/messages`, authorization, conversationId, keyed: false, restMs: REST_MS, name: `post-${number}`, heard: conformance.exchange }));
    }
    // New keys all the while: a conversation that is refused fails the spec.
    makers = (async () => {
      for (let number = 0; making; number += 1) {
        made.push(await begin(`new-${number}`));
        await delay(REST_MS);
      }
    })();
    makers.catch(() => undefined);
    await posted(10);
  };

  beforeAll(async () => {
    target = await webhookTarget();
    parley = await RunningParley.start();
    settings = { PARLEY_DATA_DIR: parley.dataDir };
    authorization = basic(parley.credentials().accountKey);
    rest = new RestClient(parley.baseUrl, authorization, conformance);
    for (let number = 0; number < APPS; number += 1) {
      const { app } = await rest.post<{ app: { id: string } }>('/v2/apps', { displayName: `Rotated ${number}`, settings: { multiConvoEnabled: true } });
      apps.push(app.id);
      await rest.post(`/v2/apps/${app.id}/users`, { externalId: 'ada' });
    }
    await rest.post(`/v2/apps/${apps[0]}/integrations`, { type: 'custom', webhooks: [{ target: target.url, triggers: ['conversation:message'] }] });
  }, 400_000);
  afterAll(async () => {
    making = false;
    await Promise.all([makers.catch(() => undefined), ...posters.map((poster) => poster.stop())]);
    await parley?.dispose();
    await target?.close();
  }, 60_000);

  it('says in one line what is not to be rotated, with exit code 1', async () => {
    expect(await rotate()).toEqual({ code: 1, out: '', err: 'parley: Say which keys to rotate: --root for the root key or --app <id>, --account <id> or --all for keys of apps and accounts\n' });
    expect(await rotate('--app', 'nobody')).toEqual({ code: 1, out: '', err: 'parley: There is no app nobody\n' });
    expect(await rotate('--root', '--all', '--destroy-old')).toMatchObject({ code: 1, err: expect.stringMatching(/^parley: One at a time: /) });
    expect(await rotate('--app', apps[0]!, '--all')).toMatchObject({ code: 1, err: expect.stringContaining("'--app <id>' cannot be used with option '--all'") });
    expect(await entries('tenantKey:rotate')).toEqual([]);
  }, 120_000);

  it('killed by kill -9 in the middle of --all, the same command goes on: a new key for each, once', async () => {
    await serve();
    const { PATH = '' } = process.env;
    await withClient(embedded(), async (client) => {
      await client.query("select set_config('parley.scope', '*', false)");
      const child = spawn(process.execPath, [MAIN, 'keys', 'rotate', '--all'], { env: { PATH, ...settings }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      const begun = "select from audit_entries where action = 'tenantKey:rotate' limit 1";
      while ((await client.query(begun)).rowCount === 0 && child.exitCode === null) await delay(1);
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
    });
    const half = await targets('tenantKey:rotate');
    expect([half.length > 0, (await targets('tenantKey:retire')).length < APPS]).toEqual([true, true]);
    await posted(10);
    expect(await rotate('--all')).toMatchObject({ code: 0, out: expect.stringContaining('a rotation that was begun before was ended'), err: expect.stringMatching(/by the thousand: 100 % \((\d+) of \1\)\n$/) });
    for (const action of ['tenantKey:rotate', 'tenantKey:retire']) {
      const of = await targets(action);
      expect([of.length, new Set(of).size]).toEqual([of.length, of.length]);
      expect(of).toEqual(expect.arrayContaining(apps));
    }
    await posted(10);
  }, 240_000);

  it('killed by kill -9 in the middle of --root, the same command goes on: one new root key, both steps on the record once', async () => {
    const { PATH = '' } = process.env;
    const steps = () => Promise.all(['rootKey:rotate', 'rootKey:retire'].map(operatorEntries));
    // One tenant's row is somebody else's, so that the command gets as far as that.
    await withClient(embedded(), async (client) => {
      await client.query("select set_config('parley.scope', '*', false)");
      await client.query('begin');
      await client.query('select from tenant_keys where tenant_id = $1 for update', [apps[3]]);
      const child = spawn(process.execPath, [MAIN, 'keys', 'rotate', '--root'], { env: { PATH, ...settings }, stdio: 'ignore' });
      const ended = once(child, 'exit');
      await eventually('it waits for the row', async () => (await client.query('select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid')).rowCount !== 0, 120);
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
    });
    const [begun] = await steps();
    expect(begun).toEqual([{ actor: 'operator', target: expect.any(String), details: { replaces: [expect.any(String)], recipients: ['file'] } }]);
    expect((await steps())[1]).toEqual([]);
    await posted(10);
    expect(await rotate('--root')).toMatchObject({ code: 0, out: expect.stringMatching(/^The rotation that was begun before is done; the keys of \d+ apps and accounts were wrapped under it\.\n$/) });
    expect(await steps()).toEqual([begun, [{ actor: 'operator', target: begun?.[0]?.target, details: { retired: begun?.[0]?.details['replaces'] } }]]);
    await posted(10);
  }, 240_000);

  it('rotates one app\'s key, the root key under it, and ends what was kept of keys before; all on the record', async () => {
    expect(await rotate('--app', apps[0]!)).toMatchObject({ code: 0, out: expect.stringContaining('1 apps and accounts have a new key.') });
    expect(await rotate('--root')).toMatchObject({ code: 0 });
    await posted(10);
    expect(await rotate('--app', apps[0]!, '--destroy-old')).toMatchObject({ code: 0, out: 'Nothing is kept any more of 2 keys of apps and accounts that were replaced.\n' });
    const [destroyed, ...more] = await entries('tenantKey:destroy');
    expect([destroyed, more]).toEqual([expect.objectContaining({ appId: apps[0], actor: expect.objectContaining({ id: 'operator' }), target: { type: 'app', id: apps[0] } }), []]);
    await posted(10);
  }, 240_000);

  it('refused no post and no new conversation meanwhile; all is there, for a new process too, and was delivered', async () => {
    making = false;
    await Promise.all([makers, ...posters.map((poster) => poster.stop())]);
    expect(posters.flatMap(({ log }) => log).filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect(made.length).toBeGreaterThan(0);
    const read = async () => {
      for (const { log } of posters) expect((await rest.allTexts(`/v2/apps/${apps[0]}/conversations/${log[0]?.conversationId}/messages`)).map(({ text }) => text)).toEqual(log.map(({ text }) => text));
      for (const conversation of made) await rest.get(`/v2/apps/${apps[0]}/conversations/${conversation}`);
      for (const app of apps) expect(await rest.get(`/v2/apps/${app}/users/ada`)).toMatchObject({ user: { externalId: 'ada' } });
    };
    await read();
    const texts = () => new Set(eventsOf(target.received).map(({ payload }) => payload.message?.content.text));
    const sent = posters.flatMap(({ log }) => log).map(({ text }) => text);
    await eventually('all delivered', () => sent.every((text) => texts().has(text)), 60);
    await parley.kill('api');
    await eventually('the API is there again', () => parley.isReady(), 180);
    await read();
  }, 400_000);
});
