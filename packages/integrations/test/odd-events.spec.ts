import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UnreadableEvent, type Channel, type Receiving } from '../src/channels/channel.js';
import { mailgun } from '../src/channels/mailgun/mailgun.channel.js';
import { telegram } from '../src/channels/telegram/telegram.channel.js';
import type { JsonAnswer, VendorCalls } from '../src/channels/vendor-calls.js';
import { whatsapp } from '../src/channels/whatsapp/whatsapp.channel.js';
import { readEvent } from '../src/inbox/read-event.js';
import { hmac } from './signatures/web-crypto.js';

const SETTINGS = {
  token: '42:token', callbackSecret: 'secret', appSecret: 'secret', accessToken: 'token', phoneNumberId: '1', accountId: '2', apiKey: 'secret', domain: 'shop.example', incomingAddress: 'us@shop.example',
};

/** A vendor who answers whatever a file is asked of him with one. */
const answer = async (): Promise<JsonAnswer> => ({ status: 200, headers: {}, json: { ok: true, result: { file_path: 'a' }, url: 'https://lookaside.fbsbx.com/a' } });
const calls = { baseUrl: 'https://vendor.example', json: answer, postJson: answer, form: answer } as unknown as VendorCalls;
const receiving = (more: Partial<Receiving> = {}): Receiving => ({ integrationId: '1', settings: SETTINGS, receivedAt: 1_700_000_000_000, calls, file: async () => 'https://parley.example/a', keep: async () => 'https://parley.example/a', noteFault: () => undefined, ...more });

/** As it lay in the inbox: as JSON. */
const read = (channel: Channel, event: object, more?: Partial<Receiving>) => readEvent(channel, JSON.parse(JSON.stringify(event)) as object, receiving(more));

const SIGNED: Readonly<Record<'telegram' | 'whatsapp' | 'mailgun', (body: Buffer) => Promise<Record<string, string>>>> = {
  telegram: async () => ({ 'x-telegram-bot-api-secret-token': 'secret' }),
  whatsapp: async (body) => ({ 'x-hub-signature-256': `sha256=${(await hmac('SHA-256', 'secret', body)).toString('hex')}` }),
  mailgun: async () => ({ 'content-type': 'application/json' }),
};

const [TOKEN, NOW] = ['a'.repeat(50), String(Math.floor(Date.now() / 1000))];
const BY_MAILGUN = { timestamp: NOW, token: TOKEN, signature: (await hmac('SHA-256', 'secret', NOW + TOKEN)).toString('hex') };

async function verdictOf(name: keyof typeof SIGNED, channel: Channel, body: unknown) {
  const rawBody = Buffer.from(JSON.stringify(body));
  return channel.verify({ method: 'POST', url: 'https://parley.example/', headers: await SIGNED[name](rawBody), rawBody }, SETTINGS);
}

const FROM = { id: 7, is_bot: false, first_name: 'Ada' };
const SAID = { message_id: 1, date: 1_700_000_000, from: FROM, chat: { id: 7, type: 'private' }, text: 'Hello' };
const update = (message: unknown) => ({ update_id: 1, message });
const PRESSED = { id: 'q', from: FROM, data: 'd' };
const REACTED = { chat: SAID.chat, message_id: 1, user: FROM, date: 1_700_000_000, old_reaction: [], new_reaction: [{ type: 'emoji', emoji: '👍' }] };
const LEFT = { date: 1_700_000_000, from: FROM, chat: { id: 7, type: 'private' }, new_chat_member: { status: 'kicked' } };

const WROTE = { id: 'wamid.1', from: '15550001234', timestamp: '1700000000', type: 'text', text: { body: 'Hello' } };
const CONTACT = { wa_id: '15550001234', profile: { name: 'Ada' } };
const told = (message: unknown, contact: unknown = CONTACT) => ({ message, contact });

const MAIL = { kind: 'mail', from: 'Ada <ada@mail.example>', subject: 'Order', 'body-plain': 'Hello', 'message-headers': '[["Message-Id","<1@mail.example>"]]' };
const AT_MAILGUN = 'https://api.mailgun.net/v3/a';

/** What nobody describes, and a verified call can hold all the same. */
const ODD: Readonly<Record<string, readonly [Channel, Readonly<Record<string, object>>]>> = {
  telegram: [telegram, {
    'a message that is a number': update(5), 'a message that is a list': update([SAID]), 'a message that is a text': update('Hello'), 'no chat': update({ ...SAID, chat: null }), 'no chat at all': update({ ...SAID, chat: undefined }),
    'a sender that is a number': update({ ...SAID, from: 7 }), 'a sender whose id is an object': update({ ...SAID, from: { ...FROM, id: { toString: 1 } } }), 'a sender whose id is a text': update({ ...SAID, from: { ...FROM, id: '7' } }),
    'a name that is an object': update({ ...SAID, from: { ...FROM, first_name: {} } }), 'a user name that is a number': update({ ...SAID, from: { id: 7, username: 5 } }), 'a language that is a list': update({ ...SAID, from: { ...FROM, language_code: ['de'] } }),
    'no date': update({ ...SAID, date: undefined }), 'a date that is a text': update({ ...SAID, date: 'today' }), 'a date that no calendar has': update({ ...SAID, date: 1e300 }), 'no id': update({ ...SAID, message_id: undefined }), 'a quote without an id': update({ ...SAID, reply_to_message: {} }), 'a quote that is a number': update({ ...SAID, reply_to_message: 5 }),
    'a text that is a number': update({ ...SAID, text: 7 }), 'a text that is nothing': update({ ...SAID, text: null }), 'a text that is a list': update({ ...SAID, text: ['/start'] }),
    'photos that are no list': update({ ...SAID, text: undefined, photo: {} }), 'a photo that is nothing': update({ ...SAID, text: undefined, photo: [null, 5], document: 5 }), 'a file that is a list': update({ ...SAID, text: undefined, document: [] }),
    'a caption that is an object': update({ ...SAID, text: undefined, photo: [{ file_id: 'f' }], caption: {} }), 'a type of file that is a number': update({ ...SAID, text: undefined, document: { file_id: 'f', mime_type: 5 } }),
    'a name of a file that is a list': update({ ...SAID, text: undefined, document: { file_id: 'f', file_name: ['a'] } }), 'a place without a width': update({ ...SAID, text: undefined, location: { longitude: 1 } }),
    'a venue without a place': update({ ...SAID, text: undefined, venue: { title: 'a' } }), 'a venue whose title is an object': update({ ...SAID, text: undefined, venue: { location: { latitude: 1, longitude: 1 }, title: {} } }),
    'a contact that is a list of objects': update({ ...SAID, text: undefined, contact: { first_name: [{}] } }), 'a dice of objects': update({ ...SAID, text: undefined, dice: { emoji: {}, value: 1 } }),
    'a checklist of nothing': update({ ...SAID, text: undefined, checklist: { title: 'a', tasks: [null] } }), 'a checklist without tasks': update({ ...SAID, text: undefined, checklist: { title: 'a' } }), 'an edit that is a number': { update_id: 1, edited_message: 5 }, 'an edit at no time': { update_id: 1, edited_message: { ...SAID, edit_date: 'now' } },
    'a reaction that is a number': { update_id: 1, message_reaction: 5 }, 'a reaction of nothing': { update_id: 1, message_reaction: { ...REACTED, new_reaction: [null] } }, 'a reaction by an object': { update_id: 1, message_reaction: { ...REACTED, new_reaction: [{ emoji: {} }] } }, 'a reaction to nothing': { update_id: 1, message_reaction: { ...REACTED, message_id: undefined } },
    'a poll without a question': update({ ...SAID, text: undefined, poll: { question: 5 } }),
    'a press that is a number': { update_id: 1, callback_query: 5 }, 'a press by nobody': { update_id: 1, callback_query: { ...PRESSED, from: null } }, 'a press whose data is a number': { update_id: 1, callback_query: { ...PRESSED, data: 5 } },
    'a press without an id': { update_id: 1, callback_query: { ...PRESSED, id: undefined } }, 'a keyboard that is a number': { update_id: 1, callback_query: { ...PRESSED, message: { reply_markup: { inline_keyboard: 5 } } } },
    'a keyboard of nothing': { update_id: 1, callback_query: { ...PRESSED, message: { reply_markup: { inline_keyboard: [[null]] } } } }, 'a member that is a number': { update_id: 1, my_chat_member: 5 }, 'a member without a state': { update_id: 1, my_chat_member: { ...LEFT, new_chat_member: null } },
    'a member without a date': { update_id: 1, my_chat_member: { ...LEFT, date: null } },
  }],
  whatsapp: [whatsapp, {
    'a message that is a number': told(5), 'a message that is a list': told([WROTE]), 'a message that is nothing': told(null), 'no message': {}, 'a sender that is a number': told({ ...WROTE, from: 5 }, null), 'a contact that is a number': told({ ...WROTE, from: undefined }, 5),
    'a name that is a number': told(WROTE, { ...CONTACT, profile: { name: 5 } }), 'a profile that is nothing': told({ ...WROTE, from: {} }, { profile: null }), 'a user name that is a list': told(WROTE, { ...CONTACT, profile: { username: ['ada'] } }),
    'no id': told({ ...WROTE, id: undefined }), 'a quote by a number': told({ ...WROTE, context: { id: 5 } }), 'no time': told({ ...WROTE, timestamp: null }), 'a time that no calendar has': told({ ...WROTE, timestamp: String(Number.MAX_SAFE_INTEGER) }), 'a type that is an object': told({ ...WROTE, type: {} }),
    'a type that every object has': told({ ...WROTE, type: 'constructor' }), 'a text that is a number': told({ ...WROTE, text: 5 }), 'words that are a number': told({ ...WROTE, text: { body: 7 } }), 'words that are nothing': told({ ...WROTE, text: { body: null } }),
    'a place that is text': told({ ...WROTE, type: 'location', location: { latitude: '1', longitude: '2' } }), 'cards that are no list': told({ ...WROTE, type: 'contacts', contacts: 5 }), 'a card that is nothing': told({ ...WROTE, type: 'contacts', contacts: [null] }),
    'telephones that are nothing': told({ ...WROTE, type: 'contacts', contacts: [{ phones: null }] }), 'a reaction by a number': told({ ...WROTE, type: 'reaction', reaction: { emoji: 5 } }), 'an order of nothing': told({ ...WROTE, type: 'order', order: { product_items: [null] } }),
    'a file without an id': told({ ...WROTE, type: 'image', image: {} }), 'a file that is a text': told({ ...WROTE, type: 'image', image: 'wamid' }), 'a name of a file that is a number': told({ ...WROTE, type: 'document', document: { id: 'a', filename: 5 } }),
    'a caption that is a list': told({ ...WROTE, type: 'image', image: { id: 'a', caption: [] } }), 'a button that is a number': told({ ...WROTE, type: 'button', button: { text: 5, payload: 5 } }), 'a choice that is nothing': told({ ...WROTE, type: 'interactive', interactive: null }),
    'a key whose id is a number': told({ ...WROTE, type: 'interactive', interactive: { button_reply: { id: {}, title: {} } } }), 'an advertisement whose type is a number': told({ ...WROTE, referral: { source_type: 5 } }), 'an advertisement by an object': told({ ...WROTE, referral: { ctwa_clid: {} } }),
    'a state without an id': { status: { status: 'read', timestamp: '1700000000' } }, 'a state without a time': { status: { id: 'a', status: 'read' } }, 'a failure whose errors are nothing': { status: { id: 'a', status: 'failed', timestamp: '1700000000', errors: null } },
  }],
  mailgun: [mailgun, {
    'headers that are no list': { ...MAIL, 'message-headers': '{}' }, 'headers that are a number': { ...MAIL, 'message-headers': 5 }, 'no headers': { ...MAIL, 'message-headers': undefined }, 'a sender that is a number': { ...MAIL, from: 5 }, 'no sender': { ...MAIL, from: undefined },
    'a text that is a number': { ...MAIL, 'body-plain': 5 }, 'HTML that is an object': { ...MAIL, 'body-plain': '', 'body-html': {} }, 'a subject that is a list': { ...MAIL, subject: [] }, 'files that are no list': { ...MAIL, attachments: '5' },
    'a name of a file that is a number': { ...MAIL, attachments: JSON.stringify([{ url: AT_MAILGUN, name: 5 }]) }, 'a type of file that is a number': { ...MAIL, attachments: JSON.stringify([{ url: AT_MAILGUN, 'content-type': 5 }]) },
    'an event about nobody': { kind: 'event', event: 'unsubscribed', timestamp: 1 }, 'an event without a time': { kind: 'event', event: 'unsubscribed', recipient: 'ada@mail.example', timestamp: null },
  }],
};

describe.each(Object.entries(ODD))('an event of %s', (_name, [channel, events]) => {
  it.each(Object.entries(events))('with %s is unreadable, and never a fault of another kind', async (_what, event) => {
    await expect(read(channel, event)).rejects.toBeInstanceOf(UnreadableEvent);
  });
});

/** Anything, most of all at the places where a vendor puts something. */
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 4 }, fc.jsonValue({ maxDepth: 1 }), tie('record'), fc.array(tie('value'), { maxLength: 2 })),
  record: fc.dictionary(fc.constantFrom(
    'update_id', 'message', 'edited_message', 'message_reaction', 'edit_date', 'user', 'old_reaction', 'new_reaction', 'callback_query', 'my_chat_member', 'from', 'id', 'chat', 'type', 'text', 'photo', 'location', 'date', 'message_id', 'toString',
    'entry', 'changes', 'value', 'messages', 'statuses', 'contacts', 'profile', 'status', 'timestamp', 'contact', 'image', 'signature', 'event-data', 'kind', 'attachments', 'message-headers',
  ), tie('value'), { maxKeys: 5 }),
})).record;

it.each<[keyof typeof SIGNED, Channel, (odd: unknown) => unknown]>([
  ['telegram', telegram, (odd) => ({ update_id: 1, ...(odd as object) })],
  ['whatsapp', whatsapp, (odd) => ({ object: 'whatsapp_business_account', entry: [{ changes: [{ field: 'messages', value: { metadata: { phone_number_id: '1' }, ...(odd as object) } }, odd] }, odd] })],
  ['mailgun', mailgun, (odd) => ({ ...(odd as object), signature: BY_MAILGUN })],
])('a call of %s may hold anything: it is told, and each of its events comes to something or is unreadable', async (name, channel, bodyOf) => {
  await fc.assert(fc.asyncProperty(anything, async (odd) => {
    const verdict = await verdictOf(name, channel, bodyOf(odd));
    expect(verdict.kind).not.toBe('refused');
    for (const { key, sender, event } of verdict.kind === 'events' ? verdict.events : []) {
      expect([typeof key, typeof sender]).toEqual(['string', 'string']);
      await read(channel, event).catch((error: unknown) => expect(error).toBeInstanceOf(UnreadableEvent));
    }
    await read(channel, odd as object).catch((error: unknown) => expect(error).toBeInstanceOf(UnreadableEvent));
  }), { numRuns: 300 });
});

it('an odd message of a batch of WhatsApp keeps none of the others away', async () => {
  const batch = (...messages: readonly unknown[]) => ({ object: 'whatsapp_business_account', entry: [5, { changes: [null, { field: 'messages', value: { metadata: { phone_number_id: '1' }, contacts: [null, CONTACT], messages } }] }] });
  const verdict = await verdictOf('whatsapp', whatsapp, batch(5, { ...WROTE, id: 7 }, WROTE));
  const events = verdict.kind === 'events' ? verdict.events : [];
  expect(events.map(({ key }) => key)).toEqual([expect.stringMatching(/^nameless /), expect.stringMatching(/^nameless /), 'wamid.1']);
  expect(await verdictOf('whatsapp', whatsapp, batch(5))).toEqual({ kind: 'events', events: [events[0]] });
  expect(await read(whatsapp, events[2]?.event ?? {})).toMatchObject([{ kind: 'message', content: { text: 'Hello' } }]);
});

it('what a call of the vendor, or keeping a file, raises is no fault of the event’s: it is passed on as it is', async () => {
  const away = new TypeError('the database is away');
  const photo = update({ ...SAID, text: undefined, photo: [{ file_id: 'f' }] });
  await expect(read(telegram, photo, { file: () => Promise.reject(away) })).rejects.toBe(away);
  await expect(read(telegram, photo, { calls: { ...calls, postJson: () => Promise.reject(away) } })).rejects.toBe(away);
});

it('an unreadable event says where its reading ended, and nothing of what somebody wrote', async () => {
  const parse = { ...telegram, receive: async () => JSON.parse('SPOKEN-MARK') as never };
  const fault = await read(parse, {}).then(() => undefined, (error: unknown) => error as UnreadableEvent);
  expect(fault?.message).toBe('its reading raised SyntaxError');
  expect(fault?.stack).toContain('odd-events.spec');
  expect(fault?.stack).not.toContain('MARK');
});
