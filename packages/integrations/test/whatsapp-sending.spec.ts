import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Action, Content } from '@parley/contracts';
import fc from 'fast-check';
import type { OutboundMessage, Part, Sending } from '../src/channels/outbound.js';
import { FAULT_CLASSES, VendorFault } from '../src/channels/vendor-fault.js';
import { answerOf, idOf } from '../src/channels/whatsapp/answer-ids.js';
import { classOf } from '../src/channels/whatsapp/faults.js';
import { plan } from '../src/channels/whatsapp/plan.js';
import { send } from '../src/channels/whatsapp/send.js';
import { failure } from './emulator/whatsapp/whatsapp-faults.js';
import { validateRequest } from './emulator/whatsapp/validate.js';
import { anyContent } from './telegram/contents.js';
import { FIXTURES, SETTINGS, WhatsappBench } from './whatsapp-bench.js';

const TO = { messaging_product: 'whatsapp', recipient_type: 'individual', to: '+15550001234' };
const URL = 'https://media.example/1';
const partsOf = (content: Content, more: Partial<OutboundMessage> = {}): readonly Part[] => plan({ id: '65f1c0ffee65f1c0ffee65f1', content, ...more }).parts;
const text = (of: string, ...actions: Action[]): Content => ({ type: 'text', text: of, ...(actions.length > 0 && { actions }) });
const reply = (title: string, payload: string): Action => ({ type: 'reply', text: title, payload });
const postback = (title: string, payload: string): Action => ({ type: 'postback', text: title, payload });

describe('what a message comes to on WhatsApp', () => {
  it('whatever is said: each part is a request that Meta’s schemas take, and the same each time', () => {
    fc.assert(fc.property(anyContent, fc.option(fc.constant('wamid.1'), { nil: undefined }), (content, quotedExternalId) => {
      let parts: readonly Part[];
      try {
        parts = partsOf(content, { quotedExternalId });
      } catch (error) {
        // what has no words, and shows nothing
        expect(error).toMatchObject({ faultClass: 'content_rejected', code: 'nothing_to_show' });
        return;
      }
      expect(parts.flatMap((part) => validateRequest({ ...TO, ...part }))).toEqual([]);
      expect(parts.filter(({ context }) => context !== undefined)).toHaveLength(quotedExternalId === undefined ? 0 : 1);
      expect(partsOf(content, { quotedExternalId })).toEqual(parts);
    }));
  });

  it.each<[string, Content, readonly Part[]]>([
    ['a text', text('Hello'), [{ type: 'text', text: { body: 'Hello', preview_url: false } }]],
    ['a text with an address', text('See https://example.com/'), [{ type: 'text', text: { body: 'See https://example.com/', preview_url: true } }]],
    ['an image', { type: 'image', mediaUrl: URL, mediaType: 'image/png', text: 'Look' }, [{ type: 'image', image: { link: URL, caption: 'Look' } }]],
    ['an image of a type that is none there', { type: 'image', mediaUrl: URL, mediaType: 'image/gif', altText: 'a.gif' }, [{ type: 'document', document: { link: URL, filename: 'a.gif' } }]],
    ['a video', { type: 'file', mediaUrl: URL, mediaType: 'video/mp4', text: 'Watch' }, [{ type: 'video', video: { link: URL, caption: 'Watch' } }]],
    ['a video that is too large for one', { type: 'file', mediaUrl: URL, mediaType: 'video/mp4', mediaSize: 17 * 1024 * 1024 }, [{ type: 'document', document: { link: URL } }]],
    ['an audio', { type: 'file', mediaUrl: URL, mediaType: 'audio/ogg', text: 'Listen' }, [{ type: 'audio', audio: { link: URL } }, { type: 'text', text: { body: 'Listen', preview_url: false } }]],
    ['a document', { type: 'file', mediaUrl: URL, mediaType: 'application/pdf', text: 'The bill', altText: 'bill.pdf' }, [{ type: 'document', document: { link: URL, caption: 'The bill', filename: 'bill.pdf' } }]],
    ['a place', { type: 'location', coordinates: { lat: 48.85, long: 2.35 }, location: { name: 'Shop' } }, [{ type: 'location', location: { latitude: 48.85, longitude: 2.35, name: 'Shop' } }]],
    ['replies and postbacks', text('Well?', reply('Yes', 'Y'), postback('Later', 'L')), [{
      type: 'interactive', interactive: { type: 'button', body: { text: 'Well?' }, action: { buttons: [{ type: 'reply', reply: { id: '1 reply(Y)', title: 'Yes' } }, { type: 'reply', reply: { id: '2 postback(L)', title: 'Later' } }] } },
    }]],
    ['four of them', text('Which?', ...['A', 'B', 'C', 'D'].map((title) => reply(title, title))), [{
      type: 'interactive', interactive: { type: 'list', body: { text: 'Which?' }, action: { button: '☰', sections: [{ rows: ['A', 'B', 'C', 'D'].map((title, index) => ({ id: `${index + 1} reply(${title})`, title })) }] } },
    }]],
    ['a link', text('Look', { type: 'link', text: 'See', uri: 'https://example.com/' }), [{
      type: 'interactive', interactive: { type: 'cta_url', body: { text: 'Look' }, action: { name: 'cta_url', parameters: { display_text: 'See', url: 'https://example.com/' } } },
    }]],
    ['a picture with a button and no words', { type: 'image', mediaUrl: URL, actions: [postback('Buy', 'B')] }, [{
      type: 'interactive', interactive: { type: 'button', header: { type: 'image', image: { link: URL } }, body: { text: 'Buy' }, action: { buttons: [{ type: 'reply', reply: { id: '1 postback(B)', title: 'Buy' } }] } },
    }]],
    ['a question for a place', text('', { type: 'locationRequest', text: 'Where are you?' }), [{
      type: 'interactive', interactive: { type: 'location_request_message', body: { text: 'Where are you?' }, action: { name: 'send_location' } },
    }]],
  ])('%s', (_, content, parts) => {
    expect(partsOf(content)).toEqual(parts);
  });

  it('a template as the specification’s example has it', () => {
    const component = [{ type: 'body', parameters: [{ type: 'text', text: 'My User Name' }] }];
    const template = { namespace: 'XXXXXXXX_XXXX_XXXX_XXXX_XXXXXXXXXXXX', name: 'hello_world', language: { policy: 'deterministic', code: 'fr' }, component };
    expect(partsOf({ type: 'template', template })).toEqual([{ type: 'template', template: { name: 'hello_world', language: { code: 'fr' }, components: component } }]);
    expect(() => partsOf({ type: 'template', template: { language: 'fr' } })).toThrow('no_template');
  });

  it('a template in shorthand, which comes as a payload of its own, is one that Meta takes', () => {
    const components = [
      { type: 'header', parameters: [{ type: 'document', document: { link: 'https://example.com/a.pdf' } }] }, { type: 'body', parameters: [{ type: 'text', text: 'Ada' }] },
      { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'orders/7' }] },
    ];
    const [part] = partsOf(text('The fallback'), { override: { payload: { type: 'template', template: { name: 'order_ready', language: { code: 'fr' }, components } } } });
    expect(validateRequest({ ...TO, ...part })).toEqual([]);
  });

  it('a raw payload goes in place of the content, to nobody but the person', () => {
    const contacts = [{ name: { formatted_name: 'Ada', first_name: 'Ada' }, phones: [{ phone: '+15550001234' }] }];
    const [only, ...more] = partsOf(text('Ada’s card'), { override: { payload: { type: 'contacts', contacts, to: '+19990000000', recipient: 'US.1', messaging_product: 'x' } }, quotedExternalId: 'wamid.1' });
    expect([only, more]).toEqual([{ type: 'contacts', contacts, context: { message_id: 'wamid.1' } }, []]);
    expect(validateRequest({ ...TO, ...only })).toEqual([]);
    expect(() => partsOf(text('x'), { override: { payload: { contacts } } })).toThrow('no_type');
  });

  it('what was pressed is told by its id, whatever the payload; two of one message are never the same', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 187 }), fc.constantFrom<'reply' | 'postback'>('reply', 'postback'), fc.integer({ min: 1, max: 10 }), (payload, action, nth) => {
      expect(answerOf(idOf(nth, { action, payload }))).toEqual({ action, payload });
      expect([...idOf(nth, { action, payload })].length).toBeLessThanOrEqual(200);
    }));
    const idsOf = (length: number) => partsOf(text('Well?', postback('Yes', 'x'.repeat(length)))).map((part) => /"id":"([^"]*)"/.exec(JSON.stringify(part))?.[1]);
    expect([idsOf(243), idsOf(244)]).toEqual([[`1 postback(${'x'.repeat(243)})`], ['1 postback(parley:65f1c0ffee65f1c0ffee65f1:1)']]);
    expect(idOf(1, { action: 'reply', payload: 'x' })).not.toBe(idOf(2, { action: 'reply', payload: 'x' }));
    expect(answerOf('an id of a raw payload')).toEqual({ action: 'reply', payload: 'an id of a raw payload' });
  });
});

describe('sending', () => {
  let bench: WhatsappBench;
  beforeAll(async () => void (bench = await WhatsappBench.open()));
  afterAll(() => bench.close());
  afterEach(() => {
    bench.graph.silent = false;
    bench.graph.answers.length = 0;
  });
  const nothing: Sending['file'] = () => Promise.reject(new Error('nothing is stored'));
  const HELLO: Part = { type: 'text', text: { body: 'Hello' } };
  const sent = (part: Part = HELLO, recipient = '+15550001234', settings: object = SETTINGS) => send(part, { recipient, integrationId: 'i', conversationId: 'c', settings: { ...settings }, calls: bench.calls, file: nothing });

  it('answers Meta’s id, by which receipts name the message', async () => {
    expect(await sent()).toEqual({ externalIds: [expect.stringMatching(/^wamid\.OUT/)] });
    expect(bench.graph.calls.at(-1)).toEqual({ method: 'POST', path: `/v23.0/${SETTINGS.phoneNumberId}/messages`, body: { ...TO, ...HELLO } });
  });

  it('goes to who wrote, by number or by business-scoped id', async () => {
    for (const name of ['number and business-scoped id', 'business-scoped id alone']) {
      const [event] = await bench.eventsOf(FIXTURES[name] as object);
      if (event?.kind !== 'message') throw new Error('a fixture is another');
      await sent(HELLO, event.person.externalId);
    }
    expect(bench.graph.calls.slice(-2).map(({ body }) => body)).toMatchObject([{ to: '+15550001234' }, { recipient: 'US.13491208655302741918' }]);
    expect(bench.graph.calls.at(-1)?.body).not.toHaveProperty('to');
  });

  it('hsmFallbackLanguage: is the language of a template that names none, and en_US where it is not set', async () => {
    const [template] = partsOf({ type: 'template', template: { name: 'hello_world' } });
    const languages = [];
    for (const more of [{ hsmFallbackLanguage: 'fr' }, {}]) {
      await sent(template, '+15550001234', { ...SETTINGS, ...more });
      languages.push((bench.graph.calls.at(-1)?.body as { template: { language: object } }).template.language);
    }
    expect(languages).toEqual([{ code: 'fr' }, { code: 'en_US' }]);
  });

  it.each<[string, number, object, object]>([
    ['24 hours without a word', 400, failure(131047, 'Re-engagement message'), { faultClass: 'window_closed', code: '131047' }],
    ['somebody who has no WhatsApp', 400, failure(131026, 'Message undeliverable'), { faultClass: 'recipient_invalid' }],
    ['somebody who is on no list of testers', 400, failure(131030, 'Recipient phone number not in allowed list'), { faultClass: 'recipient_invalid' }],
    ['a token that has ended', 401, failure(190, 'Access token has expired'), { faultClass: 'auth' }],
    ['a permission that is not there', 403, failure(200, 'Permissions error'), { faultClass: 'auth' }],
    ['too many to one person', 400, failure(131056, 'Pair rate limit hit'), { faultClass: 'rate_limited', retryAfterMs: 6000, isOfRecipient: true }],
    ['too many in all', 429, failure(130429, 'Rate limit hit'), { faultClass: 'rate_limited' }],
    ['a template that is not there', 404, failure(132001, 'Template name does not exist in the translation'), { faultClass: 'content_rejected' }],
    ['a file that Meta could not fetch', 400, failure(131053, 'Media upload error'), { faultClass: 'media_error' }],
    ['who wants no marketing', 400, failure(131050, 'User has stopped marketing messages'), { faultClass: 'user_blocked' }],
    ['Meta’s own fault', 500, failure(131000, 'Something went wrong'), { faultClass: 'temporary' }],
    ['a code that nobody knows', 400, failure(999_999, 'New'), { faultClass: 'content_rejected', code: '999999' }],
    ['a message that Meta says it took, without its id', 200, { messaging_product: 'whatsapp' }, { faultClass: 'unknown', code: 'no_id' }],
  ])('%s', async (_, status, body, fault) => {
    bench.graph.answers.push({ status, body });
    await expect(sent()).rejects.toMatchObject(fault);
  });

  it('a connection that ends after Meta has the message leaves its outcome unknown', async () => {
    bench.graph.silent = true;
    await expect(sent()).rejects.toMatchObject({ faultClass: 'unknown' });
  });

  it('a fault says nothing of the message or the person', async () => {
    const fault = await sent({ type: 'text', text: { body: '', secret: 'words' } }).catch((error: unknown) => error);
    expect(fault).toMatchObject({ faultClass: 'content_rejected', code: '100' });
    expect(`${JSON.stringify(fault)} ${String(fault)}`).not.toMatch(/words|15550001234/);
  });

  describe('files that are stored here', () => {
    const stored = (mediaType: string, size = 9, broken?: VendorFault): Sending['file'] => async () => ({
      fileName: 'bill.pdf', mediaType, size,
      read: async function* () {
        yield Buffer.alloc(size - 1, 7);
        if (broken) throw broken;
        yield Buffer.alloc(1, 8);
      },
    });
    const show = async (content: Content, file: Sending['file']) => {
      for (const part of partsOf(content, { isStored: (url) => url === URL }))
        await send(part, { recipient: '+15550001234', integrationId: 'i', conversationId: 'c', settings: SETTINGS, calls: bench.calls, file });
      return bench.graph.calls.splice(0);
    };
    beforeEach(() => void bench.graph.calls.splice(0));
    const id = expect.stringMatching(/^4490709327/);

    it.each<[string, string, Content, object]>([
      ['an image', 'image/png', { type: 'image', mediaUrl: URL, mediaType: 'image/png', text: 'Look' }, { image: { id, caption: 'Look' } }],
      ['a video', 'video/mp4', { type: 'file', mediaUrl: URL, mediaType: 'video/mp4' }, { video: { id } }],
      ['an audio whose codec is told', 'audio/ogg; codecs=opus', { type: 'file', mediaUrl: URL, mediaType: 'audio/ogg' }, { audio: { id } }],
      ['a document, by its own name', 'application/pdf', { type: 'file', mediaUrl: URL, text: 'The bill' }, { document: { id, caption: 'The bill', filename: 'bill.pdf' } }],
      ['a document, by the name that the message gives', 'application/pdf', { type: 'file', mediaUrl: URL, altText: 'May.pdf' }, { document: { id, filename: 'May.pdf' } }],
      ['a picture with buttons', 'image/png', { type: 'image', mediaUrl: URL, actions: [postback('Buy', 'B')] }, { interactive: { header: { image: { id } } } }],
    ])('%s: goes to Meta as its bytes, and is named by the id that Meta gave', async (_, mediaType, content, message) => {
      const [upload, sending] = await show(content, stored(mediaType));
      const sha256 = createHash('sha256').update(Buffer.concat([Buffer.alloc(8, 7), Buffer.alloc(1, 8)])).digest('hex');
      const type = mediaType.split(';')[0];
      expect(upload).toEqual({ method: 'POST', path: `/v23.0/${SETTINGS.phoneNumberId}/media`, body: { messaging_product: 'whatsapp', type, file: { fileName: 'bill.pdf', mediaType: type, size: 9, sha256 } } });
      expect(sending).toMatchObject({ path: `/v23.0/${SETTINGS.phoneNumberId}/messages`, body: message });
      expect(JSON.stringify(sending)).not.toContain(URL);
    });

    it.each<[string, Sending['file'], Content]>([
      ['of a type that Meta takes no upload of', stored('application/zip'), { type: 'file', mediaUrl: URL }],
      ['that is too long for one', stored('image/png', 5 * 1024 * 1024 + 1), { type: 'image', mediaUrl: URL }],
      ['that is elsewhere', nothing, { type: 'image', mediaUrl: `${URL}/elsewhere` }],
    ])('one %s goes by its address', async (_, file, content) => {
      expect((await show(content, file)).map(({ path, body }) => [path.split('/').at(-1), JSON.stringify(body).includes('"link":"https://media.example/1')])).toEqual([['messages', true]]);
    });

    it.each<[string, () => void, object]>([
      ['whose outcome is unknown can be made again', () => { bench.graph.silent = true; }, { faultClass: 'temporary' }],
      ['that is answered without an id can be made again', () => bench.graph.answers.push({ status: 200, body: {} }), { faultClass: 'temporary', code: 'no_media_id' }],
      ['that Meta refuses is the file’s fault', () => bench.graph.answers.push({ status: 400, body: failure(100, 'Invalid parameter') }), { faultClass: 'media_error', code: '100' }],
    ])('an upload %s, and no message goes', async (_, script, fault) => {
      script();
      await expect(show({ type: 'image', mediaUrl: URL }, stored('image/png'))).rejects.toMatchObject(fault);
      expect(bench.graph.calls.map(({ path }) => path.split('/').at(-1))).toEqual(['media']);
    });

    it('one that cannot be read to its end says so itself', async () => {
      const gone = new VendorFault('media_error', 'not_found');
      await expect(show({ type: 'image', mediaUrl: URL }, stored('image/png', 9, gone))).rejects.toBe(gone);
    });
  });

  it('no code means that an outcome is unknown: Meta answered', () => {
    const classes = new Set(Array.from({ length: 140_000 }, (_, code) => classOf(code)));
    expect(FAULT_CLASSES.filter((name) => !classes.has(name))).toEqual(['unknown']);
  });
});
