import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MediaUrls } from '@parley/attachments';
import { Keyring } from '@parley/crypto-at-rest';
import { asAppId } from '@parley/kernel';
import { FILE_STORE, type FileStore } from '@parley/object-store';
import { Database } from '@parley/persistence';
import { createApp, createConversation, createKey, createUser, eventually } from '@parley/testing';
import { call, codes, titles, type Answer } from './support/call.js';
import { FORM, form, part, sendFile } from './support/forms.js';
import { startApi, type RunningApi } from './support/running-api.js';

const PUBLIC_URL = 'https://parley.example';
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
const MOST = 52_428_800;

let api: RunningApi;
let directory: string;
let [appId, key, conversationId] = ['', '', ''];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'parley-attachments-'));
  api = await startApi({ attachmentStore: directory, publicUrl: PUBLIC_URL, mediaUrlSeconds: 7200 });
});
afterAll(async () => {
  await api.close();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  const { database, accountId } = api;
  appId = (await createApp(database, { accountId })).id;
  key = (await createKey(database, { accountId, appId })).basic;
  const user = await createUser(database, appId, { externalId: 'ada' });
  conversationId = (await createConversation(database, appId, { type: 'personal', userIds: [user.id] })).id;
});

const upload = (raw: Buffer, query = '', authorization = key, app = appId): Promise<Answer> => call(`${api.url}/v2/apps/${app}/attachments${query}`, { authorization, raw, headers: FORM });
const uploaded = async (content: Buffer, query = '', about = {}): Promise<string> => {
  const answer = await upload(form(part(content, about)), query);
  expect(answer.status).toBe(201);
  return (answer.body as { attachment: { mediaUrl: string } }).attachment.mediaUrl;
};
/** A media URL as it is answered leads to the public URL: here, to this API. */
const local = (mediaUrl: string): string => mediaUrl.replace(PUBLIC_URL, api.url);
const read = (mediaUrl: string, headers: Record<string, string> = {}, method = 'GET') => fetch(local(mediaUrl), { headers, method });
const bytes = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());
const remove = (mediaUrl: string, authorization = key, app = appId) => call(`${api.url}/v2/apps/${app}/attachments/remove`, { authorization, json: { mediaUrl } });
const post = async (content: object, headers = {}): Promise<Answer> =>
  call(`${api.url}/v2/apps/${appId}/conversations/${conversationId}/messages`, { authorization: key, headers, json: { author: { type: 'business' }, content } });
const files = async () => (await readdir(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
const rows = () => api.database.query('select * from attachments where app_id = $1', [appId]);
const toRemove = () => api.database.query('select object_name from attachment_removals where app_id = $1 and due_at <= now()', [appId]);

describe('UploadAttachment', () => {
  it('answers a mediaUrl and the mediaType; the file is read there as it was, and rests sealed', async () => {
    const content = Buffer.concat([PNG, randomBytes(200_000)]);
    const answer = await upload(form(part(content)), '?access=public&for=message');
    expect(answer.status).toBe(201);
    const { attachment } = answer.body as { attachment: { mediaUrl: string; mediaType: string } };
    expect(attachment.mediaType).toBe('image/png');
    expect(attachment.mediaUrl).toMatch(new RegExp(`^${PUBLIC_URL}/parley/v1/media/${appId}/[0-9a-f]{24}/my%20file\\.png\\?token=1\\.public\\.`));
    const response = await read(attachment.mediaUrl);
    expect([response.status, response.headers.get('content-type'), (await bytes(response)).equals(content)]).toEqual([200, 'image/png', true]);
    const [file] = (await files()).filter((name) => name.includes(appId));
    const stored = await readFile(file!);
    expect([stored.length, stored.includes(content.subarray(0, 32)), stored.includes(content.subarray(-32))]).toEqual([content.length + 4 * 16, false, false]);
    expect(JSON.stringify(await rows())).not.toContain('my file');
  });

  it('is streamed: nothing more is taken in than is stored, and all of it is read back', async () => {
    const store = api.app.get<FileStore>(FILE_STORE);
    const write = store.write.bind(store);
    const sockets: Socket[] = [];
    api.app.getHttpServer().on('connection', (socket: Socket) => sockets.push(socket));
    let [passed, goOn] = [0, (): void => undefined];
    // A disk that stands still after the first segment until it is let go on.
    store.write = async (name, content) => write(name, (async function* () {
      for await (const segment of content) {
        yield segment;
        if (passed++ === 0) await new Promise<void>((resolve) => (goOn = resolve));
      }
    })());
    const answered = sendFile(`${api.url}/v2/apps/${appId}/attachments`, key, 8_388_608);
    await eventually('the first segment', () => passed === 1);
    const taken = () => Math.max(...sockets.map(({ bytesRead }) => bytesRead));
    const before = taken();
    await new Promise((resolve) => setTimeout(resolve, 300)); // to see that nothing more is taken
    expect([taken(), before < 600_000]).toEqual([before, true]);
    goOn();
    const { status, body, sent } = await answered;
    store.write = write;
    expect(status).toBe(201);
    const read = createHash('sha256');
    for await (const chunk of (await fetch(local((JSON.parse(body) as { attachment: { mediaUrl: string } }).attachment.mediaUrl))).body! as AsyncIterable<Uint8Array>) read.update(chunk);
    expect(read.digest('hex')).toBe(sent);
  });

  it('refuses more than 50 MB with 413, told by its length or only as it comes; nothing is left', async () => {
    const { status, body } = await sendFile(`${api.url}/v2/apps/${appId}/attachments`, key, MOST + 1);
    expect([status, JSON.parse(body)]).toEqual([413, { errors: [{ code: 'payload_too_large', title: 'source is limited to 50 MB' }] }]);
    const declared = await new Promise<number | undefined>((resolve, reject) => {
      const request = http.request(`${api.url}/v2/apps/${appId}/attachments`, { method: 'POST', headers: { authorization: key, ...FORM, 'content-length': String(MOST * 2) } }, (response) => (resolve(response.statusCode), request.destroy()));
      request.on('error', reject).write(part(PNG));
    });
    expect([declared, await rows(), (await files()).filter((name) => name.includes(appId))]).toEqual([413, [], []]);
    expect(await toRemove()).toHaveLength(1);
  });

  it.each<[string, () => Buffer, string, string]>([
    ['a form without source', () => form(part(PNG, { field: 'file' })), '', 'source is required'],
    ['an empty form', () => form(), '', 'source is required'],
    ['a form that breaks off', () => part(PNG).subarray(0, -20), '', 'The form is malformed'],
    ['HTML that says it is an image', () => form(part(Buffer.from('<html><script>alert(1)</script>'))), '', 'source is not of the type'],
    ['another access', () => form(part(PNG)), '?access=private', 'access should be public'],
    ['another container', () => form(part(PNG)), '?for=user', 'for should be message'],
    ['a conversation that is not there', () => form(part(PNG)), `?for=message&conversationId=${'f'.repeat(24)}`, 'conversationId should be'],
    ['what is no id', () => form(part(PNG)), '?conversationId=x', 'conversationId should be'],
    ['a parameter given twice', () => form(part(PNG)), '?access=public&access=public', 'access should be given once'],
  ])('refuses %s with 400, and leaves nothing', async (_, body, query, title) => {
    const answer = await upload(body(), query);
    expect([answer.status, titles(answer)]).toEqual([400, [expect.stringContaining(title)]]);
    expect([await rows(), (await files()).filter((name) => name.includes(appId))]).toEqual([[], []]);
  });

  it('takes multipart/form-data alone, and no other operation takes it', async () => {
    const json = await call(`${api.url}/v2/apps/${appId}/attachments`, { authorization: key, json: { source: 'x' } });
    const elsewhere = await call(`${api.url}/v2/apps/${appId}/users`, { authorization: key, raw: form(part(PNG)), headers: FORM });
    expect([json.status, elsewhere.status]).toEqual([415, 415]);
  });

  it('knows nothing of another app’s conversation', async () => {
    const { database, accountId } = api;
    const other = await createApp(database, { accountId });
    const answer = await upload(form(part(PNG)), `?conversationId=${conversationId}`, (await createKey(database, { accountId, appId: other.id })).basic, other.id);
    expect([answer.status, titles(answer)]).toEqual([400, ['conversationId should be the id of a conversation of the app']]);
  });
});

describe('a mediaUrl', () => {
  it('of a private attachment holds for the configured time, and not for another attachment, app or moment', async () => {
    const mediaUrl = await uploaded(PNG);
    const token = new URL(mediaUrl).searchParams.get('token')!;
    const seconds = Number(token.split('.')[1]) - Date.now() / 1000;
    expect([seconds > 7100, seconds <= 7200]).toEqual([true, true]);
    const other = await uploaded(PNG);
    const later = token.replace(/\d{5,}/, (until) => String(Number(until) + 1));
    const open = token.replace(/\d{5,}/, 'public');
    const wrong = [mediaUrl.replace(token, later), mediaUrl.replace(token, open), other.replace(/token=.*/, `token=${token}`), mediaUrl.replace(appId, 'f'.repeat(24)), mediaUrl.replace(appId, 'x')];
    for (const [url, status] of [[mediaUrl, 200] as const, ...wrong.map((each) => [each, 404] as const)]) expect([url, (await read(url)).status]).toEqual([url, status]);
    for (const url of [mediaUrl.replace(/\?.*/, ''), `${mediaUrl}&token=${token}`]) expect([url, (await read(url)).status]).toEqual([url, 400]);
    expect(await api.database.query('select from tenant_keys where tenant_id = $1', ['f'.repeat(24)])).toEqual([]);
  });

  it('whose time is over is 403, and the message shows another one', async () => {
    const [, , , id = ''] = new URL(await uploaded(PNG)).pathname.split('/').slice(2);
    const earlier = new MediaUrls(api.app.get(Keyring), { publicUrl: PUBLIC_URL, seconds: 7200 }, () => Date.now() - 7_201_000);
    const expired = await call(local(await earlier.sign(api.app.get(Database).app(asAppId(appId)), asAppId(appId), { id, isPublic: false, fileName: 'x' })));
    expect([expired.status, titles(expired)]).toEqual([403, ['The media URL has expired: read the message again for another one']]);
  });

  it('is served as nobody’s page: nosniff, a sandbox, saved unless it is an image, a sound or a film', async () => {
    const shown = await read(await uploaded(PNG));
    expect(Object.fromEntries(shown.headers)).toMatchObject({
      'x-content-type-options': 'nosniff', 'content-security-policy': "sandbox; default-src 'none'", 'referrer-policy': 'no-referrer',
      'content-disposition': 'inline; filename="my file.png"', 'cache-control': 'private, max-age=900', 'accept-ranges': 'bytes',
    });
    expect(shown.headers.get('access-control-allow-origin')).toBeNull();
    const { headers } = await read(await uploaded(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), '?access=public', { name: 'grüße.svg', type: 'image/svg+xml' }));
    expect([headers.get('content-type'), headers.get('content-disposition'), headers.get('cache-control')]).toEqual([
      'image/svg+xml', expect.stringMatching(/^attachment; filename="gr.*\.svg"; filename\*=UTF-8''gr%C3%BC%C3%9Fe\.svg$/), 'public, max-age=900',
    ]);
  });

  it('answers ranges, their conditions, HEAD and what is known already', async () => {
    const content = Buffer.concat([PNG, randomBytes(150_000)]);
    const mediaUrl = await uploaded(content);
    const etag = (await read(mediaUrl, {}, 'HEAD')).headers.get('etag')!;
    const ask = async (headers: Record<string, string>, method?: string) => {
      const response = await read(mediaUrl, headers, method);
      return [response.status, response.headers.get('content-length'), response.headers.get('content-range'), await bytes(response)] as const;
    };
    expect(await ask({ range: 'bytes=65530-65545' })).toEqual([206, '16', `bytes 65530-65545/${content.length}`, content.subarray(65_530, 65_546)]);
    expect(await ask({ range: 'bytes=-10', 'if-range': etag })).toEqual([206, '10', expect.any(String), content.subarray(-10)]);
    expect((await ask({ range: 'bytes=0-1', 'if-range': '"other"' })).slice(0, 2)).toEqual([200, String(content.length)]);
    expect(await ask({ range: `bytes=${content.length}-` })).toEqual([416, '0', `bytes */${content.length}`, Buffer.alloc(0)]);
    expect((await ask({ 'if-none-match': `W/${etag}` })).slice(0, 1)).toEqual([304]);
    expect(await ask({}, 'HEAD')).toEqual([200, String(content.length), null, Buffer.alloc(0)]);
    const empty = await read(await uploaded(Buffer.alloc(0), '', { type: 'text/plain' }));
    expect([empty.status, empty.headers.get('content-length'), await bytes(empty)]).toEqual([200, '0', Buffer.alloc(0)]);
  });

  it('whose file was changed on the disk is no file at all', async () => {
    const mediaUrl = await uploaded(Buffer.concat([PNG, randomBytes(10)]));
    const [name] = (await files()).filter((each) => each.includes(appId));
    const content = await readFile(name!);
    content[3]! ^= 1;
    await writeFile(name!, content);
    expect((await call(local(mediaUrl)).catch((error: Error) => error.message))).toMatch(/500/);
    await rm(name!);
    expect((await call(local(mediaUrl))).status).toBe(404);
  });
});

describe('DeleteAttachment', () => {
  it('removes what was uploaded: it is not found any more, its file is to go, and the act is on the record', async () => {
    const mediaUrl = await uploaded(PNG);
    expect((await remove(mediaUrl)).status).toBe(200);
    expect([(await read(mediaUrl)).status, await rows(), (await toRemove()).length]).toEqual([404, [], 1]);
    expect(await api.database.query("select action, target_type from audit_entries where app_id = $1 and action = 'attachment:delete'", [appId])).toHaveLength(1);
    const again = await remove(mediaUrl);
    expect([again.status, again.body]).toEqual([404, { errors: [{ code: 'not_found', title: 'Attachment not found' }] }]);
  });

  it('answers 400 for a URL of somebody else, 404 for another app’s, which stays', async () => {
    for (const url of ['https://badhost.com/image.png', 'image.png', `${PUBLIC_URL}/other/${appId}`]) {
      const answer = await remove(url);
      expect([answer.status, codes(answer), titles(answer)]).toEqual([400, ['bad_request'], [expect.stringMatching(/^Unsupported media URL for attachment deletion/)]]);
    }
    const mediaUrl = await uploaded(PNG);
    const { database, accountId } = api;
    const other = await createApp(database, { accountId });
    const foreign = await remove(mediaUrl, (await createKey(database, { accountId, appId: other.id })).basic, other.id);
    expect([foreign.status, codes(foreign), (await read(mediaUrl)).status]).toEqual([404, ['not_found'], 200]);
  });

  it('is refused while a legal hold reaches its conversation', async () => {
    const mediaUrl = await uploaded(PNG, `?conversationId=${conversationId}`);
    const { basic: authorization } = api.accountKey;
    await call(`${api.url}/parley/v1/apps/${appId}/holds`, { authorization, json: { target: { type: 'conversation', id: conversationId }, reference: 'x' } });
    const answer = await remove(mediaUrl);
    expect([answer.status, codes(answer), (await read(mediaUrl)).status]).toEqual([409, ['legal_hold'], 200]);
  });
});

describe('an attachment in a message', () => {
  const messages = async () => ((await call(`${api.url}/v2/apps/${appId}/conversations/${conversationId}/messages`, { authorization: key })).body as { messages: { id: string; content: Record<string, string> }[] }).messages;
  const postOf = (answer: Answer) => (answer.body as { messages: { id: string; content: Record<string, unknown> }[] }).messages[0]!;

  it('has its type, size and id; it is stored by reference, and shown by a URL that holds', async () => {
    const mediaUrl = await uploaded(PNG, '?for=message');
    const answer = await post({ type: 'image', mediaUrl: mediaUrl.replace(/\?.*/, '') }, { 'idempotency-key': 'one' });
    expect(postOf(answer).content).toMatchObject({ type: 'image', mediaType: 'image/png', mediaSize: PNG.length, altText: 'my file.png', attachmentId: expect.stringMatching(/^[0-9a-f]{24}$/) });
    const repeated = await post({ type: 'image', mediaUrl: mediaUrl.replace(/\?.*/, '') }, { 'idempotency-key': 'one' });
    for (const url of [postOf(answer).content.mediaUrl, postOf(repeated).content.mediaUrl, (await messages())[0]!.content.mediaUrl]) {
      expect((await bytes(await read(String(url)))).equals(PNG)).toBe(true);
    }
    expect(await rows()).toMatchObject([{ conversation_id: conversationId, message_id: postOf(answer).id }]);
  });

  it('that is in a carousel is one too; a URL of somebody else stays as it is', async () => {
    const mediaUrl = await uploaded(PNG, '?for=message');
    const item = (url: string) => ({ title: 'x', mediaUrl: url, actions: [{ type: 'link', text: 'y', uri: 'https://example.org' }] });
    const answer = await post({ type: 'carousel', items: [item('https://example.org/a.png'), item(mediaUrl)] });
    const { items } = postOf(answer).content as { items: { mediaUrl: string; mediaType?: string }[] };
    expect(items).toMatchObject([{ mediaUrl: 'https://example.org/a.png' }, { mediaType: 'image/png' }]);
    expect((await read(items[1]!.mediaUrl)).status).toBe(200);
  });

  it('that is not there is refused with 400, and nothing is posted', async () => {
    const mediaUrl = await uploaded(PNG);
    await remove(mediaUrl);
    const answer = await post({ type: 'file', mediaUrl });
    expect([answer.status, titles(answer), await messages()]).toEqual([400, ['content.mediaUrl names an attachment that is not there'], []]);
  });

  it('for=message: goes with its message, with all messages, and is hidden with its conversation; without it, it stays', async () => {
    const urls = [await uploaded(PNG, '?for=message'), await uploaded(PNG, '?for=message'), await uploaded(PNG), await uploaded(PNG, `?for=message&conversationId=${conversationId}`)];
    const posted: string[] = [];
    for (const mediaUrl of urls) posted.push(postOf(await post({ type: 'file', mediaUrl })).id);
    const statuses = () => Promise.all(urls.map(async (url) => (await read(url)).status));
    const path = `${api.url}/v2/apps/${appId}/conversations`;
    await call(`${path}/${conversationId}/messages/${posted[0]}`, { method: 'DELETE', authorization: key });
    expect(await statuses()).toEqual([404, 200, 200, 200]);
    await call(`${path}/${conversationId}/messages`, { method: 'DELETE', authorization: key });
    expect([await statuses(), (await toRemove()).length]).toEqual([[404, 404, 200, 404], 3]);
    const group = await createConversation(api.database, appId, { type: 'sdkGroup' });
    const linked = await uploaded(PNG, `?conversationId=${group.id}`);
    await call(`${path}/${group.id}`, { method: 'DELETE', authorization: key });
    expect([(await read(linked)).status, (await remove(linked)).status]).toEqual([404, 404]);
  });

  it('goes with who wrote the message, and with the app', async () => {
    const user = await createUser(api.database, appId);
    const group = await createConversation(api.database, appId, { type: 'sdkGroup', userIds: [user.id] });
    const mediaUrl = await uploaded(PNG, '?for=message');
    await call(`${api.url}/v2/apps/${appId}/conversations/${group.id}/messages`, { authorization: key, json: { author: { type: 'user', userId: user.id }, content: { type: 'file', mediaUrl } } });
    expect((await read(mediaUrl)).status).toBe(200);
    const another = await uploaded(PNG, '?access=public');
    await call(`${api.url}/v2/apps/${appId}/users/${user.id}`, { method: 'DELETE', authorization: key });
    expect([(await read(mediaUrl)).status, (await read(another)).status]).toEqual([404, 200]);
    await call(`${api.url}/v2/apps/${appId}`, { method: 'DELETE', authorization: api.accountKey.basic });
    expect((await read(another)).status).toBe(404);
  });

});
