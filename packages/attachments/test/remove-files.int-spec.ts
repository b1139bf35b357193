import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expireUnused, MediaUrls, overdueRemovalSeconds, removeFiles, showPayload } from '@parley/attachments';
import { newId, type AppId } from '@parley/kernel';
import { ObjectStoreError, type FileStore } from '@parley/object-store';
import { createApp, createConversation, createMessages, createTestDatabase, openDatabase, testKeyring, withClient, type OpenDatabase, type TestDatabase } from '@parley/testing';

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
    await expect(removeFiles(open.database, files, 10)).rejects.toMatchObject({ files: 1, message: '1 files of attachments could not be removed' });
    expect(await waiting()).toEqual(['first', 'under-way']);
    expect(Math.floor((await overdueRemovalSeconds(open.database)) / 60)).toBe(1);
    refused = '';
    // Left for five minutes to whoever is at it.
    expect(await removeFiles(open.database, files, 10)).toBe(0);
    await database.query("update attachment_removals set lease_until = now() where object_name = 'first'");
    expect([await removeFiles(open.database, files, 10), await waiting()]).toEqual([1, ['under-way']]);
    expect(await overdueRemovalSeconds(open.database)).toBe(0);
  });
});

describe('for=message: what no message shows', () => {
  const row = (id: string, age: string, { conversationId, messageId, forMessage = true }: { conversationId?: string; messageId?: string; forMessage?: boolean } = {}) => database.query(
    `insert into attachments (app_id, id, object_name, sealed_details, is_public, for_message, conversation_id, message_id, created_at) values ($1, $2, $2, 'x', false, $3, $4, $5, now() - $6::interval)`,
    [appId, id, forMessage, conversationId, messageId, age]);
  const left = async () => (await database.query<{ id: string }>('select id from attachments where app_id = $1 order by id', [appId])).map(({ id }) => id);
  const hold = (type: string, id: string) => database.query(`insert into legal_holds (app_id, id, target_type, target_id, created_by) values ($1, $2, $3, $4, 'k')`, [appId, newId(), type, id]);
  const lift = () => database.query('update legal_holds set lifted_at = now()');

  it('goes after 24 hours, on the record, also of a conversation; what is shown, not for a message, younger, held or just being posted stays', async () => {
    const [{ id: conversationId }, { id: heldId }, messageId] = [await createConversation(database, appId), await createConversation(database, appId), newId()];
    await createMessages(database, appId, conversationId, [messageId]);
    await row('old', '25 hours');
    await row('of a conversation', '25 hours', { conversationId });
    await row('shown', '25 hours', { conversationId, messageId });
    await row('not for a message', '25 hours', { forMessage: false });
    await row('young', '23 hours');
    await row('held', '25 hours', { conversationId: heldId });
    await row('being posted', '25 hours');
    await hold('app', appId);
    expect([await expireUnused(open.database, appId), (await left()).length]).toEqual([0, 7]);
    await lift();
    await hold('conversation', heldId);
    const gone = await withClient(database.adminUrl, async (client) => {
      await client.query(`begin; select from attachments where id = 'being posted' for update`);
      return expireUnused(open.database, appId);
    });
    expect([gone, await left()]).toEqual([2, ['being posted', 'held', 'not for a message', 'shown', 'young']]);
    expect((await waiting()).filter((name) => name !== 'under-way')).toEqual(['of a conversation', 'old']);
    const entries = await database.query<{ details: { attachmentIds: string[] } }>(`select details from audit_entries where action = 'app:expireAttachments' and actor = 'parley' and app_id = $1`, [appId]);
    expect(entries.map(({ details }) => details.attachmentIds.toSorted())).toEqual([['of a conversation', 'old']]);
    await lift();
    expect([await expireUnused(open.database, appId), await expireUnused(open.database, appId), await left()]).toEqual([2, 0, ['not for a message', 'shown', 'young']]);
  });

  it('goes hundred by hundred, past what is held', async () => {
    const { id: heldId } = await createConversation(database, appId);
    for (let n = 0; n < 120; n += 1) await row(`held ${n}`, `${50 + n} hours`, { conversationId: heldId });
    for (let n = 0; n < 120; n += 1) await row(`old ${n}`, '30 hours');
    await hold('conversation', heldId);
    expect(await expireUnused(open.database, appId)).toBe(120);
    expect((await left()).filter((id) => !id.startsWith('held'))).toEqual(['not for a message', 'shown', 'young']);
    await lift();
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
