import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newFileKey, sealFile, type Subject } from '@parley/crypto-at-rest';
import { asAppId, newId, type AppId } from '@parley/kernel';
import { DirectoryFiles } from '@parley/object-store';
import { exportApp, planRestore, type AppRestoreParts, type ExportOptions, type RestorePlan } from '@parley/backup';
import { createApp, createConversation, createIntegration, createMessages, createUser, createWebhooks, exportedTables, sqlOf, testKeyring, withClient } from '@parley/testing';
import { BackedUp } from './support/backed-up.js';

const LONG_MS = 120_000;

/** More than are opened at once. */
const MESSAGES = 450;

type Row = Readonly<Record<string, unknown>>;

describe('one app exported as it was', () => {
  const places = mkdtempSync(join(tmpdir(), 'parley-export-'));
  const keyring = testKeyring();
  const messageIds = Array.from({ length: MESSAGES }, () => newId());
  const contents = { zone: Buffer.alloc(150_000, 'zone'), store: Buffer.from('store') };
  let source: BackedUp;
  let parts: AppRestoreParts;
  let plan: RestorePlan;
  let options: Omit<ExportOptions, 'directory'>;
  let app: AppId;
  let secret: string;
  let ids: { named: string; cleared: string; gone: string; talk: string; later: string; erased: string; zone: string; store: string; nowhere: string };

  async function attach(where: 'zone' | 'store' | 'nowhere', conversation: string): Promise<string> {
    const [id, key] = [newId(), newFileKey()];
    const content = where === 'nowhere' ? Buffer.from('lost') : contents[where];
    const of = { tenant: app, place: { table: 'attachments', row: id, column: 'file' } };
    const pieces: Buffer[] = [];
    for await (const piece of sealFile(key, of, (async function* () { yield content; })())) pieces.push(piece);
    const name = `${app}/${id}`;
    if (where === 'zone') source.zones.put(`files/${name}`, Buffer.concat(pieces));
    if (where === 'store') await options.files.write(name, (async function* () { yield* pieces; })());
    const [cell] = await keyring.seal(sqlOf(source.database), { tenant: app, subject: `conversation:${conversation}` }, [
      { place: { table: 'attachments', row: id, column: 'sealed_details' }, value: { key: key.toString('base64'), fileName: '../../../etc/x', mediaType: 'text/plain', size: content.length } },
    ]);
    await source.database.query(
      'insert into attachments (app_id, id, object_name, sealed_details, is_public, for_message, conversation_id) values ($1, $2, $3, $4, true, false, $5)', [app, id, name, cell, conversation]);
    return id;
  }

  beforeAll(async () => {
    source = await BackedUp.open();
    const { database } = source;
    app = asAppId((await createApp(database, { displayName: 'To be exported' })).id);
    options = { tables: await exportedTables(), open: (cells) => keyring.open(sqlOf(database), cells), erased: { gone: new Set(), closed: new Set() }, files: new DirectoryFiles(join(places, 'store')), before: async () => undefined };
    const [named, cleared, gone] = await Promise.all(['Ada', 'Ben', 'Cid'].map(async (givenName) => (await createUser(database, app, { externalId: givenName, profile: { givenName } })).id));
    const talk = (await createConversation(database, app, { type: 'sdkGroup', userIds: [named!, cleared!, gone!], metadata: { topic: 'export' } })).id;
    const erased = (await createConversation(database, app, { type: 'sdkGroup', userIds: [named!] })).id;
    await createMessages(database, app, talk, messageIds.slice(0, 440));
    await createMessages(database, app, erased, [newId()]);
    const { id: integration } = await createIntegration(database, app);
    [{ secret } = { secret: '' }] = await createWebhooks(database, app, [{ integrationId: integration, target: 'https://example.com/secretly' }]);
    ids = { named: named!, cleared: cleared!, gone: gone!, talk, later: '', erased, zone: await attach('zone', talk), store: await attach('store', talk), nowhere: await attach('nowhere', talk) };
    await source.snapshot();
    const later = (await createConversation(database, app, { type: 'sdkGroup' })).id;
    ids.later = later;
    await createMessages(database, app, later, messageIds.slice(440));
    const to = await source.now();
    await database.query('update apps set deleted_at = now() where id = $1', [app]);
    await source.drained();
    plan = await planRestore({ reader: source.zones, keys: source.keys, view: await source.view() }, { to });
    parts = { reader: source.zones, keys: source.keys, appKey: source.appKey, view: await source.view(), target: { url: database.adminUrl } };
    options = { ...options, erased: { gone: new Set<Subject>([`conversation:${erased}`, `user:${gone}`]), closed: new Set<Subject>([`user:${cleared}`]) } };
  }, LONG_MS);
  afterAll(async () => {
    await source.close();
    rmSync(places, { recursive: true });
  });

  const rowsIn = (directory: string, table: string): Row[] => readFileSync(join(directory, `${table}.ndjson`), 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
  const living = () => withClient(source.database.adminUrl, async (client) => (await client.query('select ctid::text, xmin::text, id from messages union all select ctid::text, xmin::text, id from users order by 3')).rows as Row[]);

  it('is not there until it is whole: interrupted or refused, the next run begins anew', async () => {
    const directory = join(places, 'whole');
    await expect(exportApp(parts, plan, app, { ...options, directory, before: () => Promise.reject(new Error('not on the record')) })).rejects.toThrow('not on the record');
    expect(readdirSync(places)).toEqual(['store']);
    let calls = 0;
    const dies: ExportOptions['open'] = async (cells) => {
      calls += 1;
      if (calls > 3) throw new Error('dies');
      return options.open(cells);
    };
    await expect(exportApp(parts, plan, app, { ...options, directory, open: dies })).rejects.toThrow('dies');
    expect(readdirSync(places)).toEqual(['store', 'whole.unfinished']);
    const before = await living();
    const told: unknown[] = [];
    const done = await exportApp(parts, plan, app, { ...options, directory, before: async (counts) => void told.push(counts) });
    expect(told).toEqual([{ rows: expect.any(Number), attachments: 3 }]);
    expect(readdirSync(places)).toEqual(['store', 'whole']);
    expect(JSON.parse(readFileSync(join(directory, 'export.json'), 'utf8'))).toEqual({ format: 1, app, snapshot: plan.snapshot.number, to: new Date(plan.to! / 1000).toISOString(), ...done });
    expect(await living()).toEqual(before);
    expect(await source.database.query('select to_regnamespace($1) is null as gone', [`parley_app_${app}`])).toEqual([{ gone: true }]);
    await expect(exportApp(parts, plan, app, { ...options, directory })).rejects.toMatchObject({ code: 'occupied' });
  }, LONG_MS);

  it('has every row of that moment, opened, as JSON lines that its owner alone reads', async () => {
    const directory = join(places, 'whole');
    const messages = rowsIn(directory, 'messages');
    expect(messages.map(({ id }) => id).sort()).toEqual([...messageIds].sort());
    expect(messages.find(({ id }) => id === messageIds[0])).toEqual({
      app_id: app, conversation_id: ids.talk, id: expect.any(String), ordinal: expect.any(Number), received: expect.stringMatching(/^\d{4}-.*T/), author_type: 'business', author_user_id: null, author_name: null,
      body: { author: {}, content: { type: 'text', text: 'x' }, source: { type: 'api' } }, channel: null,
    });
    expect(rowsIn(directory, 'apps')).toEqual([expect.objectContaining({ id: app, display_name: 'To be exported', deleted_at: null })]);
    const conversations = new Map(rowsIn(directory, 'conversations').map((row) => [row.id, row.metadata]));
    expect(conversations).toEqual(new Map<string, unknown>([[ids.talk, { metadata: { topic: 'export' } }], [ids.later, null]]));
    const modes = readdirSync(directory, { recursive: true }).map((name) => statSync(join(directory, String(name)))).map((file) => [file.isDirectory(), file.mode & 0o777]);
    expect(new Set(modes.map(String))).toEqual(new Set([[true, 0o700], [false, 0o600]].map(String)));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it('tells nothing of what was erased since, not even where its keys still open it, and no secret', () => {
    const directory = join(places, 'whole');
    expect(rowsIn(directory, 'users').map(({ id, details, name }) => ({ id, details, name })).sort((one, other) => String(one.id).localeCompare(String(other.id)))).toEqual([
      { id: ids.named, details: { externalId: 'Ada', profile: { givenName: 'Ada' } }, name: { displayName: 'Ada' } }, { id: ids.cleared, details: null, name: null },
    ].sort((one, other) => one.id.localeCompare(other.id)));
    expect(rowsIn(directory, 'participants').map(({ user_id: id }) => id).sort()).toEqual([ids.named, ids.cleared].sort());
    const all = readdirSync(directory).filter((name) => name.endsWith('.ndjson')).map((name) => readFileSync(join(directory, name), 'utf8')).join('');
    for (const word of ['secretly', secret, 'Ben', 'Cid', ids.erased, '"key"']) expect([word, all.includes(word)]).toEqual([word, false]);
    const { tables } = JSON.parse(readFileSync(join(directory, 'export.json'), 'utf8')) as { tables: Row[] };
    expect(tables).toContainEqual({ table: 'users', rows: 2, leftOut: 1, unreadable: 2 });
    expect(tables).toContainEqual({ table: 'messages', rows: MESSAGES, leftOut: 1, unreadable: 0 });
  });

  it('has attachments\' files beside, opened, whether from a zone or the store, and says which are nowhere', () => {
    const directory = join(places, 'whole');
    expect(readdirSync(join(directory, 'attachments')).sort()).toEqual([ids.zone, ids.store].sort());
    expect(readFileSync(join(directory, 'attachments', ids.zone)).equals(contents.zone)).toBe(true);
    expect(readFileSync(join(directory, 'attachments', ids.store)).equals(contents.store)).toBe(true);
    expect(rowsIn(directory, 'attachments').find(({ id }) => id === ids.zone)?.details).toEqual({ fileName: '../../../etc/x', mediaType: 'text/plain', size: contents.zone.length });
    expect(JSON.parse(readFileSync(join(directory, 'export.json'), 'utf8'))).toMatchObject({ files: 2, missingFiles: [ids.nowhere] });
  });

  it('goes into no directory that has something in it', async () => {
    const directory = join(places, 'store');
    writeFileSync(join(directory, 'mine'), '');
    const asked: string[] = [];
    await expect(exportApp(parts, plan, app, { ...options, directory, before: async () => void asked.push('') })).rejects.toMatchObject({ code: 'occupied', message: expect.stringContaining(directory) });
    expect([readdirSync(directory).includes('mine'), asked]).toEqual([true, []]);
  });
});
