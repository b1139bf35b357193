import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { formatVerifierKey, signerFromFile } from '@parley/audit-log';
import { createTestDatabase, eventually, lockWaits, testAuditFiles, testKeyStoreDirectory, testKeySettings, whileLocked, type TestDatabase } from '@parley/testing';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AttachmentCopy } from './support/attachment-copy.js';
import { spawnWorker, type ApiProcess } from './support/api-process.js';
import { call } from './support/call.js';
import { FORM, form, part } from './support/forms.js';
import { startApi, type RunningApi } from './support/running-api.js';

// Processes start slowly where several builds share the machine.
jest.setTimeout(240_000);

const CLI = join(import.meta.dirname, '../../cli/dist/main.js');

describe('an erasure by processes of their own, from the request to the receipt', () => {
  let database: TestDatabase;
  let api: RunningApi;
  let folder: string;
  let settings: Record<string, string>;
  let publicKey: string;
  let app: string;
  let user: string;
  let conversations: readonly [erased: string, kept: string];
  const workers: ApiProcess[] = [];

  const send = async <T>(path: string, options: Parameters<typeof call>[1] = {}): Promise<T> => {
    const answer = await call(`${api.url}${path}`, { authorization: api.accountKey.basic, ...options });
    if (answer.status > 299) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    return answer.body as T;
  };
  const status = async (path: string) => (await call(`${api.url}${path}`, { authorization: api.accountKey.basic })).status;
  const texts = async (conversation: string) =>
    (await send<{ messages: { content: { text?: string } }[] }>(`/v2/apps/${app}/conversations/${conversation}/messages`)).messages.flatMap(({ content }) => content.text ?? []);

  const parley = async (args: readonly string[], env = settings) =>
    (await promisify(execFile)(process.execPath, [CLI, 'erase', ...args], { env: { PATH: process.env.PATH, ...env } })).stdout;
  /** What `parley erase check` says of a receipt; needs nothing of the installation but the public key. */
  const checked = async (receipt: string): Promise<string[]> => {
    const file = join(folder, 'receipt');
    writeFileSync(file, receipt);
    return (await parley(['check', file, '--key', publicKey], {})).split('\n');
  };
  const erasure = async (kind: string) =>
    (await database.query<{ id: string; state: string; receipt: string | null; leased_by: string | null }>('select id, state, receipt, leased_by from erasures where kind = $1', [kind]))[0];
  const receiptOf = (kind: string) => eventually(`the receipt of the ${kind}`, async () => (await erasure(kind))?.receipt ?? undefined, 120);

  const store = () => join(folder, 'attachments');
  /** Uploads a text and shows it in a conversation, to which it is linked at once or by the message alone. */
  const attach = async (conversation: string, text: string, linked: boolean): Promise<string> => {
    const raw = form(part(Buffer.from(text), { name: 'note.txt', type: 'text/plain' }));
    const { attachment: { mediaUrl } } = await send<{ attachment: { mediaUrl: string } }>(
      `/v2/apps/${app}/attachments?for=message${linked ? `&conversationId=${conversation}` : ''}`, { raw, headers: FORM });
    await send(`/v2/apps/${app}/conversations/${conversation}/messages`, { json: { author: { type: 'user', userId: user }, content: { type: 'file', mediaUrl } } });
    return mediaUrl;
  };
  const startWorker = async (): Promise<ApiProcess> => {
    const worker = await spawnWorker({ DATABASE_URL: database.url, PARLEY_ATTACHMENT_STORE: store() });
    workers.push(worker);
    await worker.logged('working');
    return worker;
  };
  const holders = async () => (await database.query<{ id: string }>('select id from key_holders')).map(({ id }) => id);
  /**
   * A worker that gets as far as a table that somebody else holds, and dies there. Its lease and its silence, of one and two
   * minutes, are taken as over: the wait for them is other specs' concern.
   */
  const killedAt = async (table: string): Promise<void> => {
    const alive = await holders();
    await whileLocked(database, table, async () => {
      const worker = await startWorker();
      await lockWaits(database, 1);
      worker.child.kill('SIGKILL');
      await worker.ended;
    });
    await database.query("update erasures set lease_until = now() - interval '1 second'");
    await database.query("update key_holders set seen_at = seen_at - interval '61 seconds' where id <> all($1)", [alive]);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'parley-erasing-'));
    database = await createTestDatabase();
    settings = { DATABASE_URL: database.url, PARLEY_DATA_DIR: folder, ...testKeySettings(), ...testAuditFiles(database.url) };
    api = await startApi({ erasureDelaySeconds: 0, attachmentStore: store() }, database);
    app = (await send<{ app: { id: string } }>('/v2/apps', { json: { displayName: 'Shop', settings: { multiConvoEnabled: true } } })).app.id;
    user = (await send<{ user: { id: string } }>(`/v2/apps/${app}/users`, { json: { externalId: 'ada', profile: { givenName: 'Ada', email: 'ada@example.org' } } })).user.id;
    const conversation = async (displayName: string) => {
      const participants = [{ userId: user, subscribeSDKClient: false }];
      const { conversation: { id } } = await send<{ conversation: { id: string } }>(`/v2/apps/${app}/conversations`, { json: { type: 'sdkGroup', displayName, participants } });
      for (const text of ['one', 'two', 'three']) {
        await send(`/v2/apps/${app}/conversations/${id}/messages`, { json: { author: { type: 'user', userId: user }, content: { type: 'text', text: `${displayName} ${text}` } } });
      }
      return id;
    };
    conversations = [await conversation('erased'), await conversation('kept')];
  });
  afterAll(async () => {
    for (const { child, ended } of workers) {
      child.kill();
      await ended;
    }
    await api.close();
    rmSync(folder, { recursive: true });
  });

  it('of a conversation: killed by kill -9 while keys go and while rows go, another goes on and its receipt is right', async () => {
    const [{ key_id: keyId } = { key_id: '' }] = await database.query<{ key_id: string }>(
      "select distinct encode(substring(sealed_body from 2 for 32), 'hex') as key_id from messages where conversation_id = $1", [conversations[0]]);
    const gone = await attach(conversations[0], 'linked', true);
    await attach(conversations[0], 'shown by a message alone', false);
    const kept = await attach(conversations[1], 'another’s', false);
    const files = await AttachmentCopy.take(database, store(), join(folder, 'attachments-before'));
    expect(await files.texts(database)).toEqual(['linked', 'shown by a message alone', 'another’s']);
    await send(`/v2/apps/${app}/conversations/${conversations[0]}`, { method: 'DELETE' });
    // The new secret is in the key store, and no row has followed it.
    await killedAt('data_keys');
    expect(await erasure('conversation')).toMatchObject({ state: 'destroying', receipt: null });
    expect(await database.query('select from data_keys where subject = $1', [`conversation:${conversations[0]}`])).toHaveLength(1);
    // The keys are gone, and every row is there.
    await killedAt('messages');
    expect(await erasure('conversation')).toMatchObject({ state: 'destroying', receipt: null });
    expect(await database.query('select from messages where conversation_id = $1', [conversations[0]])).toHaveLength(5);
    expect(workers.map(({ child }) => child.signalCode)).toEqual(['SIGKILL', 'SIGKILL']);

    await startWorker();
    const receipt = await receiptOf('conversation');
    const signer = await signerFromFile(settings['PARLEY_AUDIT_KEY_FILE'] ?? '', 'parley/development');
    publicKey = signer ? formatVerifierKey(signer.key) : '';
    expect(await checked(receipt)).toEqual(expect.arrayContaining([
      `app ${app}`, `erased conversation ${conversations[0]}`, 'removed rows 6', `destroyed key conversation:${conversations[0]} 1 ${keyId}`,
    ]));
    expect(await database.query("select from audit_entries where action = 'erasure:complete'")).toHaveLength(1);
    // In a copy of the store with its rows no key opens them, and the neighbour's opens as before.
    expect(await files.texts(database)).toEqual(['another’s']);
    const media = async (url: string) => (await fetch(`${api.url}${new URL(url).pathname}${new URL(url).search}`)).status;
    expect([await media(gone), await media(kept)]).toEqual([404, 200]);
    expect(await database.query('select conversation_id from attachments')).toEqual([{ conversation_id: conversations[1] }]);
    expect([await status(`/v2/apps/${app}/conversations/${conversations[0]}`), await texts(conversations[1])]).toEqual([404, ['kept one', 'kept two', 'kept three']]);
  });

  it('of a user\'s personal information: its receipt is accepted, and his history stays', async () => {
    await send(`/v2/apps/${app}/users/${user}/personalinformation`, { method: 'DELETE' });
    const lines = await checked(await receiptOf('personal_information'));
    expect(lines).toEqual(expect.arrayContaining([`erased personal_information ${user}`, expect.stringMatching(new RegExp(`^destroyed key user:${user} 1 [0-9a-f]{64}$`))]));
    expect(lines.filter((line) => line.startsWith('destroyed key'))).toHaveLength(1);
    expect(await database.query('select generation from data_keys where subject = $1', [`user:${user}`])).toEqual([{ generation: 2 }]);
    expect(await send(`/v2/apps/${app}/users/${user}`)).toMatchObject({ user: { id: user, profile: {} } });
    expect(await texts(conversations[1])).toEqual(['kept one', 'kept two', 'kept three']);
  });

  it('of an app, hastened: its receipt is accepted, and nothing of it is left', async () => {
    await send(`/v2/apps/${app}`, { method: 'DELETE' });
    expect(await erasure('app')).toMatchObject({ state: 'pending' });
    expect(readdirSync(join(testKeyStoreDirectory(), app))).toHaveLength(1);
    await parley(['--now', '--app', app]);
    expect(await checked(await receiptOf('app'))).toEqual(expect.arrayContaining([`erased app ${app}`, expect.stringMatching(/^destroyed key \* 1 [0-9a-f]{64}$/)]));
    for (const table of ['apps where id', 'messages where app_id', 'conversations where app_id', 'users where app_id', 'data_keys where tenant_id']) {
      expect([table, ...(await database.query(`select from ${table} = $1`, [app]))]).toEqual([table]);
    }
    expect(readdirSync(join(testKeyStoreDirectory(), app))).toEqual([]);
  });
});
