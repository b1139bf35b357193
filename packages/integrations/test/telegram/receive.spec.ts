import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { InboundEvent } from '@parley/contracts';
import type { Receiving } from '../../src/channels/channel.js';
import { telegram } from '../../src/channels/telegram/telegram.channel.js';
import { located, type VendorCalls } from '../../src/channels/vendor-calls.js';
import { readEvent } from '../../src/inbox/read-event.js';
import { validateRequest, validateUpdate } from '../emulator/telegram/validate.js';

const FIXTURES = JSON.parse(readFileSync(new URL('../../src/channels/telegram/fixtures/updates.json', import.meta.url), 'utf8')) as Readonly<Record<string, object>>;
const SETTINGS = { token: '42:token', callbackSecret: 'secret' };
const PERSON = {
  externalId: '5551234', displayName: 'Ada Byron', profile: { givenName: 'Ada', surname: 'Byron', locale: 'de' },
  raw: { id: 5551234, is_bot: false, first_name: 'Ada', last_name: 'Byron', username: 'ada_byron', language_code: 'de' },
};
const SECOND = 1_772_600_767;
const RECEIVED = 1_772_600_768_123;

const said = (externalId: string, content: object, more: object = {}) => [{ kind: 'message', person: PERSON, at: SECOND * 1000, externalId, content, ...more }];
const text = (words: string) => ({ type: 'text', text: words });
const file = (id: string, type: 'image' | 'file', caption?: string) => ({ type, mediaUrl: `kept:/file/bot42:token/files/${id}`, ...(caption !== undefined && { text: caption }) });
const place = (more: object = {}) => ({ type: 'location', coordinates: { lat: 52.520815, long: 13.409419 }, ...more });
const edited = (after: number, quoted: string, content: object) =>
  [{ kind: 'message', person: PERSON, at: (SECOND + after) * 1000, externalId: `${quoted}/${SECOND + after}`, content, quotedExternalId: quoted }];
const reaction = (emoji: string) => [{ kind: 'message', person: PERSON, at: (SECOND + 5) * 1000, externalId: `291/reaction ${SECOND + 5}`, content: text(emoji), quotedExternalId: '291' }];
const pressed = (externalId: string, more: object = {}) => [{ kind: 'postback', person: PERSON, at: RECEIVED, externalId, payload: 'ORDER', ...more }];

/** What each of them is to the business. */
const MEANT: Readonly<Record<string, readonly object[]>> = {
  'text': said('301', text('Are you open on Sunday?')),
  'formatted text': said('302', text('See https://shop.example or /help')),
  'answer': said('303', text('The blue one'), { quotedExternalId: '290' }),
  'forwarded text': said('304', text('Sold out')),
  'photo': said('305', file('BQlarge1', 'image', 'Look')),
  'album 1': said('306', file('BQlargeA1', 'image', 'Three of them')),
  'album 2': said('307', file('BQlargeA2', 'image')),
  'album 3': said('308', file('BQlargeA3', 'image')),
  'live photo': said('309', file('BQlargeL', 'image')),
  'sticker': said('310', file('CAsticker', 'image')),
  'image as a document': said('311', file('BQpng', 'image')),
  'document': said('312', file('BQpdf', 'file', 'My order')),
  'video': said('313', file('BAvideo', 'file', 'Broken')),
  'animation': said('314', file('CgGif', 'file')),
  'audio': said('315', file('CQaudio', 'file')),
  'voice': said('316', file('AwVoice', 'file')),
  'video note': said('317', file('DQnote', 'file')),
  'file that is too large': said('318', text('All of it\nfilm.mov (701 MB)')),
  'location': said('319', place()),
  'live location': said('320', place()),
  'venue': said('321', place({ location: { name: 'Fernsehturm', address: 'Panoramastraße 1A, Berlin' } })),
  'contact': said('322', text('Ada Byron +493012345678')),
  'dice': said('323', text('🎲 4')),
  'poll': said('324', text('Tea or coffee?')),
  'checklist': said('325', text('To bring\nReceipt\nParcel')),
  'start': [{ kind: 'start', person: PERSON, at: SECOND * 1000 }],
  'start with a code': [{ kind: 'start', person: PERSON, at: SECOND * 1000, referral: { code: 'spring-2026' } }],
  'button': pressed('2384012349871234', { title: 'Order' }),
  'button of a message that is old': pressed('2384012349871235'),
  'blocked': [{ kind: 'blocked', person: PERSON, at: SECOND * 1000 }],
  'unblocked': [{ kind: 'unblocked', person: PERSON, at: SECOND * 1000 }],
  'edited text': edited(20, '301', text('Are you open on Saturday?')),
  'edited caption': edited(25, '305', file('BQlarge1', 'image', 'Look here')),
  'step of a live location': [],
  'edit that nobody sees': [],
  'reaction': reaction('👍'),
  'another reaction': reaction('🔥'),
  'reaction that is taken back': [],
  'reaction without an emoji': [],
  'text in a group': [],
  'edit in a group': [],
  'reaction in a group': [],
  'added to a group': [],
  'group that moves': [],
  'pinned message': [],
};

/** Verified and read, as a worker does; what the Bot API is asked meanwhile is held to its description. */
async function read(update: object, refused?: object): Promise<{ readonly events: readonly InboundEvent[]; readonly asked: readonly string[]; readonly sender: string; readonly key: string }> {
  const rawBody = Buffer.from(JSON.stringify(update));
  const headers = { 'x-telegram-bot-api-secret-token': SETTINGS.callbackSecret };
  const verdict = await telegram.verify({ method: 'POST', url: 'https://parley.example/', headers, rawBody }, SETTINGS);
  if (verdict.kind !== 'events' || verdict.events.length !== 1) throw new Error(`a verdict that is ${verdict.kind}`);
  const [{ event, key, sender }] = verdict.events as [(typeof verdict.events)[0]];
  const asked: string[] = [];
  const postJson = async (path: string, body: object) => {
    const method = path.slice('/bot42:token/'.length);
    expect(validateRequest(method, body)).toEqual([]);
    asked.push(method);
    if (refused) return { status: 400, headers: {}, json: refused };
    return { status: 200, headers: {}, json: { ok: true, result: method === 'getFile' ? { file_path: `files/${(body as { readonly file_id: string }).file_id}` } : true } };
  };
  const receiving: Receiving = {
    integrationId: '1', settings: SETTINGS, receivedAt: RECEIVED, calls: { postJson } as unknown as VendorCalls,
    file: async (source) => `kept:${(await located(source)).path}`, keep: async () => { throw new Error('nothing is in an update itself'); }, noteFault: () => { throw new Error('Telegram tells of no faults'); },
  };
  return { events: await readEvent(telegram, JSON.parse(JSON.stringify(event)) as object, receiving), asked, key, sender };
}

describe('an update of Telegram', () => {
  it('is in a fixture for each kind, and each is told here', () => {
    expect(Object.keys(FIXTURES)).toEqual(Object.keys(MEANT));
  });

  it.each(Object.entries(MEANT))('%s: as the Bot API describes it, and what it is to the business', async (name, meant) => {
    const update = FIXTURES[name] as object;
    expect(validateUpdate(update)).toEqual([]);
    const { events, asked, sender } = await read(update);
    expect(events).toEqual(meant);
    expect(sender).toBe('5551234');
    expect(asked).toEqual(meant.flatMap((event) => (/kept:/.test(JSON.stringify(event)) ? ['getFile'] : (event as { kind: string }).kind === 'postback' ? ['answerCallbackQuery'] : [])));
  });

  it('a file whose size only getFile knows is told by its name as well where it is too large; what is wrong otherwise is a fault', async () => {
    const video = { ...(FIXTURES['video'] as { readonly message: { readonly video: object } }).message };
    const update = { update_id: 1, message: { ...video, video: { ...video.video, file_size: undefined } } };
    const refusal = (description: string) => ({ ok: false, error_code: 400, description });
    expect((await read(update, refusal('Bad Request: file is too big'))).events).toMatchObject([{ content: text('Broken\nunboxing.mp4') }]);
    await expect(read(update, refusal('Bad Request: invalid file_id'))).rejects.toMatchObject({ faultClass: 'content_rejected' });
  });

  it('an album is a message each, in the order of its pictures, the caption with the one that has it', async () => {
    const album = await Promise.all([1, 2, 3].map(async (nth) => read(FIXTURES[`album ${nth}`] as object)));
    expect(album.flatMap(({ events }) => events)).toMatchObject([{ externalId: '306', content: { text: 'Three of them' } }, { externalId: '307' }, { externalId: '308' }]);
    // One sender's events are applied in the order in which they came (RawEvent.sender).
    expect(new Set(album.map(({ sender }) => sender))).toEqual(new Set(['5551234']));
  });

  it('is known by its id; an edit by what was edited and when, for Telegram may tell of it twice', async () => {
    const edit = FIXTURES['edited text'] as { readonly edited_message: object };
    const keys = async (...updates: readonly object[]) => Promise.all(updates.map(async (update) => (await read(update)).key));
    const [first, again, later] = await keys(edit, { ...edit, update_id: 1 }, { ...edit, edited_message: { ...edit.edited_message, edit_date: SECOND + 21 } });
    expect(again).toBe(first);
    expect(later).not.toBe(first);
    const [one, other] = await keys(FIXTURES['text'] as object, { ...FIXTURES['text'], update_id: 1 });
    expect([one, other]).toEqual(['901', '1']);
  });
});
