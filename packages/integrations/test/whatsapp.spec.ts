import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { whatsapp } from '../src/channels/whatsapp/whatsapp.channel.js';
import { LostFiles } from '../src/inbox/lost-files.js';
import { NOTIFICATIONS } from './emulator/whatsapp/examples.js';
import { failure } from './emulator/whatsapp/whatsapp-faults.js';
import { FIXTURES, SETTINGS, WhatsappBench, withHash } from './whatsapp-bench.js';

const BYTES = Buffer.from('what a file holds');
const CALLBACK = { url: 'https://parley.example/parley/v1/channels/a/i', secret: 's' };
const NELSON = { externalId: '+16505551234', displayName: 'Sheena Nelson', profile: { givenName: 'Sheena', surname: 'Nelson' }, info: { phoneNumber: '+16505551234' } };

describe('WhatsApp', () => {
  let bench: WhatsappBench;
  beforeAll(async () => void (bench = await WhatsappBench.open()));
  afterAll(() => bench.close());
  afterEach(() => {
    bench.graph.media.clear();
    bench.graph.answers.length = 0;
    bench.kept.length = 0;
  });
  const holds = (...ids: string[]) => ids.forEach((id) => bench.graph.media.set(id, { bytes: BYTES, mimeType: 'image/jpeg' }));

  describe('connecting', () => {
    it('asks for the number, and has the account’s events sent; parting has them sent no more', async () => {
      expect(await whatsapp.connect(SETTINGS, bench.calls, CALLBACK)).toEqual({ phoneNumber: '15550783881' });
      expect(bench.graph.subscribed).toBe(true);
      await whatsapp.disconnect(SETTINGS, bench.calls);
      expect(bench.graph.subscribed).toBe(false);
    });

    it.each<[string, object]>([
      ['a token', { accessToken: 'guessed' }], ['a secret of an app', { appSecret: 'guessed' }], ['a number', { phoneNumberId: '1' }], ['an account', { accountId: '1' }],
      ['an id that is a path', { accountId: '../me' }], ['no secret', { appSecret: undefined }],
    ])('%s that is not the business’s is refused', async (_, given) => {
      await expect(whatsapp.connect({ ...SETTINGS, ...given }, bench.calls, CALLBACK)).rejects.toMatchObject({ faultClass: 'auth' });
    });

    it('a Meta that is overloaded is no refusal', async () => {
      bench.graph.answers.push({ status: 503, body: failure(2, 'Service temporarily unavailable') });
      await expect(whatsapp.connect(SETTINGS, bench.calls, CALLBACK)).rejects.toMatchObject({ faultClass: 'temporary', code: '2' });
      bench.graph.answers.push({ status: 429, body: failure(80007, 'Rate limit issues'), headers: { 'retry-after': '7' } });
      await expect(whatsapp.connect(SETTINGS, bench.calls, CALLBACK)).rejects.toMatchObject({ faultClass: 'rate_limited', retryAfterMs: 7000 });
    });
  });

  describe('a callback', () => {
    const asked = (query: Record<string, string>, settings: object = SETTINGS) =>
      whatsapp.verify({ method: 'GET', url: `https://parley.example/x?${new URLSearchParams(query).toString()}`, headers: {}, rawBody: Buffer.alloc(0) }, { ...settings });
    const challenge = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': SETTINGS.verifyToken };

    it('that asks with the verify token is answered its challenge', () => {
      expect(asked(challenge)).toEqual({ kind: 'answer', status: 200, body: '1158201444' });
    });

    it.each<[string, object, object, string]>([
      ['another token', { 'hub.verify_token': 'a token of ourz' }, SETTINGS, 'refused'],
      ['none', { 'hub.verify_token': '' }, SETTINGS, 'refused'],
      ['none where none is set', { 'hub.verify_token': '' }, { ...SETTINGS, verifyToken: '' }, 'refused'],
      ['another mode', { 'hub.mode': 'unsubscribe' }, SETTINGS, 'refused'],
      ['a challenge that is a page', { 'hub.challenge': '<script>' }, SETTINGS, 'unreadable'],
    ])('that asks with %s is not', (_, given, settings, kind) => {
      expect(asked({ ...challenge, ...given }, settings)).toEqual({ kind });
    });

    it('that is signed with another secret, or not at all, is refused; one that tells nothing of WhatsApp is unreadable', async () => {
      const notification = FIXTURES['batch'] as object;
      expect(await bench.verdictOf(notification, { secret: 'guessed' })).toEqual({ kind: 'refused' });
      expect(await bench.verdictOf(notification, { settings: { ...SETTINGS, appSecret: undefined } })).toEqual({ kind: 'refused' });
      expect(await bench.verdictOf({ object: 'page', entry: [] })).toEqual({ kind: 'unreadable' });
    });

    it('is a batch: each message and each state of ours is an event with a key of its own, and those of a person are in order', async () => {
      expect((await bench.rawEventsOf(FIXTURES['batch'] as object)).map(({ key, sender, isReceipt = false }) => [key.replace(/^wamid\.TEST\d+/, 'message'), sender, isReceipt])).toEqual([
        ['message', '+15550001234', false], ['message', '+15550001234', false],
        ['wamid.TESTOURS read', '+15550001234', true], ['wamid.TESTOURS sent', '+15550001234', true],
        ['wamid.TESTOURS delivered', '+15550001234', true], ['wamid.TESTOURS delivered', '+15550001234', true],
      ]);
    });

    it.each([
      ['number and business-scoped id', 'US.13491208655302741918'], ['business-scoped id alone', 'US.13491208655302741918'],
      ['changed number and id', 'US.24602319766413852029'], ['changed id', 'US.24602319766413852029'],
    ])('of %s is in the order of what this person does, by the id that stays with him', async (name, sender) => {
      expect(await bench.rawEventsOf(FIXTURES[name] as object)).toMatchObject([{ sender }]);
    });

    it.each(['another number of the account', 'another field'])('that is of %s holds no event for this integration', async (name) => {
      expect(await bench.rawEventsOf(FIXTURES[name] as object)).toEqual([]);
    });
  });

  describe('Meta’s own examples', () => {
    it.each<[string, object]>([
      ['Text Message', { content: { type: 'text', text: 'Does it come in another color?' }, at: 1_749_416_383_000, externalId: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=' }],
      ['Text Message with Context (Product Inquiry)', { content: { type: 'text', text: 'Is this still available?' }, quotedExternalId: 'wamid.HBgLMTY1MDM4Nzk0MzkVAgARGA9wcm9kdWN0X2lucXVpcnkA' }],
      ['Reaction Message', { content: { type: 'text', text: '👍' }, quotedExternalId: expect.stringMatching(/^wamid\./) }],
      ['Location Message', { content: { type: 'location', coordinates: { lat: 37.44221496582, long: -122.16165924072 }, location: { name: 'Philz Coffee', address: '101 Forest Ave, Palo Alto, CA 94301' } } }],
      ['Contact Sharing Message', { content: { type: 'text', text: 'Lucía Gómez +1 (983) 555-2319' } }],
      ['Button Message', { content: { type: 'text', text: 'Unsubscribe', payload: 'Unsubscribe' } }],
      ['Interactive List Reply Message', { content: { type: 'text', text: 'Priority Mail Express', payload: 'priority_express' }, quotedExternalId: expect.stringMatching(/^wamid\./) }],
      ['Interactive Button Reply Message', { content: { type: 'text', text: 'Cancel', payload: 'cancel-button' } }],
      ['Order Message', { content: { type: 'text', text: '2 × di9ozbzfi4: 30 USD\n1 × nqryix03ez: 25 USD' } }],
    ])('%s', async (name, expected) => {
      expect(await bench.eventsOf(NOTIFICATIONS.get(name) as object)).toMatchObject([{ kind: 'message', person: NELSON, ...expected }]);
    });

    it('Text Message from Click to WhatsApp Ad: the message, then where it came from', async () => {
      expect(await bench.eventsOf(NOTIFICATIONS.get('Text Message from Click to WhatsApp Ad') as object)).toMatchObject([
        { kind: 'message', content: { text: 'Hello! Can I get more info on this?' } },
        { kind: 'start', person: NELSON, referral: { code: expect.stringMatching(/^Aff-n8/), details: { source: 'ADS', adId: '120226305854810726' } } },
      ]);
    });

    it('Unsupported Message is not lost: it is parked', async () => {
      await expect(bench.eventsOf(NOTIFICATIONS.get('Unsupported Message') as object)).rejects.toThrow('not known here');
    });

    it('System Message: who wrote by one number writes by another from now on', async () => {
      const [event, ...more] = await bench.eventsOf(NOTIFICATIONS.get('System Message') as object);
      expect([more, event]).toMatchObject([[], { kind: 'moved', at: 1_750_269_342_000, person: { externalId: '+16505551234' }, to: { externalId: '+12195555358', info: { phoneNumber: '+12195555358' } } }]);
    });

    it.each(['Group Create Message', 'Group Settings Update', 'Group Remove Participants'])('%s says nothing to the business', async (name) => {
      expect(await bench.eventsOf(NOTIFICATIONS.get(name) as object)).toEqual([]);
    });

    it('Image Message: a file whose bytes are not those of the hash is not kept', async () => {
      holds('1003383421387256');
      await expect(bench.eventsOf(NOTIFICATIONS.get('Image Message') as object)).rejects.toMatchObject({ faultClass: 'media_error', code: 'hash_mismatch' });
      expect(bench.kept).toEqual([]);
    });
  });

  describe('files', () => {
    it.each<[string, string, object, object]>([
      ['video', '2001', { type: 'file', text: 'Watch' }, {}],
      ['voice', '2002', { type: 'file' }, {}],
      ['document', '2003', { type: 'file', text: 'The bill' }, { fileName: 'bill.pdf' }],
      ['sticker', '2004', { type: 'image' }, { mediaType: 'image/jpeg' }],
    ])('%s: found by its id, fetched with the token from where it lies, and kept', async (name, id, content, kept) => {
      holds(id);
      expect(await bench.eventsOf(withHash(name, BYTES))).toMatchObject([{ kind: 'message', content: { ...content, mediaUrl: 'https://parley.example/media/1' } }]);
      expect(bench.kept).toMatchObject([{ content: BYTES, ...kept }]);
    });

    it('a hash may be in hex, and what is said where the file is found goes before what the message says', async () => {
      holds('2001');
      expect(await bench.eventsOf(withHash('video', BYTES, 'hex'))).toHaveLength(1);
      const { createHash } = await import('node:crypto');
      bench.graph.media.set('2001', { bytes: BYTES, mimeType: 'video/mp4', told: { sha256: createHash('sha256').update(BYTES).digest('hex') } });
      expect(await bench.eventsOf(withHash('video', Buffer.from('another')))).toHaveLength(1);
    });

    it.each<[string, object, string]>([
      ['lies elsewhere', { url: 'https://example.com/file' }, 'not_at_meta'],
      ['lies at a host that only ends alike', { url: 'https://notfbsbx.com/file' }, 'not_at_meta'],
      ['lies at Meta without TLS', { url: 'http://lookaside.fbsbx.com/file' }, 'not_at_meta'],
      ['is longer than WhatsApp carries', { file_size: '5000000000' }, 'file_too_large'],
      ['has a hash that is none', { sha256: 'abc' }, 'no_hash'],
    ])('one that %s is not fetched, and the token goes nowhere', async (_, told, code) => {
      bench.graph.media.set('2001', { bytes: BYTES, mimeType: 'video/mp4', told });
      await expect(bench.eventsOf(withHash('video', BYTES))).rejects.toMatchObject({ faultClass: 'media_error', code });
      expect(bench.graph.calls.at(-1)?.path).toBe('/v23.0/2001');
    });

    it.each<[string, () => void]>([
      ['is said to be longer than WhatsApp carries', () => void bench.graph.media.set('2003', { bytes: BYTES, mimeType: 'application/pdf', told: { file_size: '5000000000' } })],
      ['Meta has no more', () => void bench.graph.answers.push({ status: 400, body: failure(100, 'Unsupported get request. Object does not exist') })],
    ])('one that %s leaves its name in the message, which comes all the same', async (_, given) => {
      given();
      expect(await bench.eventsOf(withHash('document', BYTES), new LostFiles(false))).toMatchObject([{ kind: 'message', content: { type: 'text', text: 'The bill\nbill.pdf (not available)' } }]);
      expect(bench.kept).toEqual([]);
    });

    it('one of which Meta does not answer is asked for again', async () => {
      bench.graph.answers.push({ status: 503, body: failure(2, 'Service temporarily unavailable') });
      await expect(bench.eventsOf(withHash('document', BYTES), new LostFiles(false))).rejects.toMatchObject({ faultClass: 'temporary' });
    });

    it('one whose length is not told is cut off where WhatsApp’s limit is', async () => {
      bench.graph.media.set('2004', { bytes: Buffer.alloc(512 * 1024 + 1), mimeType: 'image/webp', told: { file_size: undefined } });
      await expect(bench.eventsOf(withHash('sticker', BYTES))).rejects.toMatchObject({ faultClass: 'media_error', code: 'too_large' });
    });

    it('a token that is refused meanwhile is a fault of the credentials, not of the file', async () => {
      bench.graph.answers.push({ status: 401, body: failure(190, 'Error validating access token') });
      await expect(bench.eventsOf(withHash('video', BYTES))).rejects.toMatchObject({ faultClass: 'auth', code: '190' });
    });
  });

  describe('what people do', () => {
    it.each<[string, object]>([
      ['form', { kind: 'message', content: { type: 'text', text: 'Sent', payload: '{"flow_token":"t","day":"Monday"}' } }],
      ['postback', { kind: 'postback', payload: 'ORDER', title: 'Order' }],
      ['place without a name', { kind: 'message', content: { type: 'location', coordinates: { lat: 48.85, long: 2.35 } } }],
      ['number and business-scoped id', { kind: 'message', person: { externalId: '+15550001234', userId: 'US.13491208655302741918', info: { phoneNumber: '+15550001234' }, raw: { user_id: 'US.13491208655302741918' } } }],
      ['changed number and id', { kind: 'moved', person: { externalId: '+15550001234', userId: 'US.13491208655302741918' }, to: { externalId: '+15550009876', userId: 'US.24602319766413852029', info: { phoneNumber: '+15550009876' } } }],
      ['changed id', { kind: 'moved', person: { externalId: 'US.13491208655302741918', userId: 'US.13491208655302741918' }, to: { externalId: 'US.24602319766413852029', userId: 'US.24602319766413852029' } }],
      ['business-scoped id alone', { kind: 'message', person: { externalId: 'US.13491208655302741918', userId: 'US.13491208655302741918', displayName: 'Ada', raw: { profile: { username: 'ada' } } } }],
    ])('%s', async (name, expected) => {
      expect(await bench.eventsOf(FIXTURES[name] as object)).toMatchObject([expected]);
    });

    it('a name is a given name and what follows', async () => {
      expect(await bench.eventsOf(FIXTURES['postback'] as object)).toMatchObject([{ person: { displayName: 'Ada Byron King', profile: { givenName: 'Ada', surname: 'Byron King' } } }]);
    });

    it('receipts tell what came of a message; that it was sent is known', async () => {
      expect(await bench.eventsOf(FIXTURES['receipts'] as object)).toEqual([
        { kind: 'read', externalId: 'wamid.TESTOURS', at: 1_767_225_603_000 },
        ...Array.from({ length: 2 }, () => ({ kind: 'delivered', externalId: 'wamid.TESTOURS', at: 1_767_225_602_000 })),
      ]);
      expect(await bench.eventsOf(FIXTURES['failed'] as object)).toEqual([{
        kind: 'failed', externalId: 'wamid.TESTOURS', at: 1_767_225_601_000,
        failure: { code: 'window_closed', message: 'The channel lets the business write only for some time after the person did (131047)', blocks: false },
      }]);
    });

    it.each(['reaction taken back', 'group', 'another thing of the system'])('%s says nothing', async (name) => {
      expect(await bench.eventsOf(FIXTURES[name] as object)).toEqual([]);
    });

    it('an error that concerns no message is noted by its code, without its words, and each time that it comes', async () => {
      const [raw, ...more] = await bench.rawEventsOf(FIXTURES['errors'] as object);
      expect([more, raw]).toEqual([[], { key: expect.stringMatching(/^error /), sender: 'errors', event: { error: { code: 130_429 } } }]);
      expect((await bench.rawEventsOf(FIXTURES['errors'] as object))[0]?.key).not.toBe(raw?.key);
      expect(await bench.eventsOf(FIXTURES['errors'] as object)).toEqual([]);
      expect(bench.faults.splice(0)).toMatchObject([{ faultClass: 'rate_limited', code: '130429' }]);
    });

    it('a kind that is not known is parked', async () => {
      await expect(bench.eventsOf(FIXTURES['unknown kind'] as object)).rejects.toThrow('not known here');
    });
  });
});
