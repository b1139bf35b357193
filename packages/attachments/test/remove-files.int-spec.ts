import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MediaUrls, removeFiles, showPayload } from '@parley/attachments';
import type { AppId } from '@parley/kernel';
import { ObjectStoreError, type FileStore } from '@parley/object-store';
import { createApp, createTestDatabase, openDatabase, testKeyring, type OpenDatabase, type TestDatabase } from '@parley/testing';

let database: TestDatabase;
let open: OpenDatabase;
let appId: AppId;
const destroyed: string[] = [];
let refused = '';
const files = {
  destroy: async (name: string) => {
    if (name === refused) throw new ObjectStoreError('unavailable', 'away');
    destroyed.push(name);
  },
} as unknown as FileStore;

beforeAll(async () => {
  database = await createTestDatabase();
  open = openDatabase(database.url);
  appId = (await createApp(database)).id;
});
afterAll(async () => {
  await open.close();
  await database.close();
});

const announce = (name: string, due: string) => database.query(`insert into attachment_removals (object_name, app_id, due_at) values ($1, $2, now() + $3::interval)`, [name, appId, due]);
const waiting = async () => (await database.query<{ object_name: string }>('select object_name from attachment_removals order by 1')).map(({ object_name: name }) => name);

describe('files that no row tells of', () => {
  it('are removed when they are due: of uploads that were killed, and of attachments that are gone; those under way stay', async () => {
    await announce('killed', '-1 second');
    await announce('under-way', '1 hour');
    await database.query(
      `insert into attachments (app_id, id, object_name, sealed_details, is_public, for_message) values ($1, 'f', 'gone', 'x', false, false)`, [appId]);
    await open.database.app(appId).query('delete from attachments where app_id = $1', [appId]);
    expect(await removeFiles(open.database, files, 10)).toBe(2);
    expect([destroyed.toSorted(), await waiting()]).toEqual([['gone', 'killed'], ['under-way']]);
  });

  it('that the store does not let go stay on the list, and keep no other', async () => {
    for (const name of ['first', 'second']) await announce(name, '-1 minute');
    refused = 'first';
    await expect(removeFiles(open.database, files, 10)).rejects.toThrow('1 files of attachments could not be removed');
    expect(await waiting()).toEqual(['first', 'under-way']);
    refused = '';
    // Left for five minutes to whoever is at it.
    expect(await removeFiles(open.database, files, 10)).toBe(0);
    await database.query("update attachment_removals set lease_until = now() where object_name = 'first'");
    expect([await removeFiles(open.database, files, 10), await waiting()]).toEqual([1, ['under-way']]);
  });
});

it('an event is sent with a URL that holds in the place of its reference, also in a carousel; other payloads as they are', async () => {
  const urls = new MediaUrls(testKeyring(), { publicUrl: 'https://parley.example', seconds: 60 });
  const id = 'a'.repeat(24);
  const show = (content: object) => showPayload(urls, open.database.app(appId), appId, { message: { id: 'm', content } });
  const signed = new RegExp(`^https://parley.example/parley/v1/media/${appId}/${id}/a%20b.png\\?token=1\\.\\d+\\.[\\w-]{43}$`);
  const reference = `parley-attachment:private/${id}/a%20b.png`;
  expect(await show({ type: 'image', mediaUrl: reference })).toEqual({ message: { id: 'm', content: { type: 'image', mediaUrl: expect.stringMatching(signed) } } });
  expect(await show({ type: 'carousel', items: [{ mediaUrl: reference }, { mediaUrl: 'https://example.org/a' }] })).toMatchObject({
    message: { content: { items: [{ mediaUrl: expect.stringMatching(signed) }, { mediaUrl: 'https://example.org/a' }] } },
  });
  const text = { message: { content: { type: 'text', text: reference } } };
  expect(await showPayload(urls, open.database.app(appId), appId, text)).toBe(text);
});
