import { expect, it } from '@jest/globals';
import { BOT_API } from './bot-api.js';
import { validateRequest, validateUpdate } from './validate.js';

const CHAT = { chat_id: 42 };
const BUTTON = { text: 'Yes', callback_data: 'yes' };
const inline = (...buttons: readonly object[]) => ({ ...CHAT, text: 'Well?', reply_markup: { inline_keyboard: [buttons] } });
const album = (count: number) => ({ ...CHAT, media: Array.from({ length: count }, (_, index) => ({ type: index % 2 === 0 ? 'photo' : 'video', media: 'https://media.example/1' })) });

it('every method of the Bot API has a schema, which takes nothing that is not described', () => {
  const methods = Object.keys(BOT_API.methods);
  expect([BOT_API.version, methods.length]).toEqual(['Bot API 10.1', 180]);
  expect(methods.filter((method) => validateRequest(method, { nothing_of_the_kind: 1 }).length === 0)).toEqual([]);
  expect(validateRequest('sendNothing', {})).toEqual(['there is no method sendNothing']);
});

it.each<[string, object]>([
  ['getMe', {}],
  ['setWebhook', { url: 'https://parley.example/t', secret_token: 'A-b_1', allowed_updates: ['message', 'callback_query'], drop_pending_updates: true }],
  ['sendMessage', { ...CHAT, text: 'x'.repeat(4096) }],
  ['sendMessage', { chat_id: '@name', text: 'Hello', parse_mode: 'HTML', reply_parameters: { message_id: 1 }, link_preview_options: { is_disabled: true } }],
  ['sendMessage', inline(BUTTON, { text: 'See', url: 'https://example.com/' }, { text: 'App', web_app: { url: 'https://example.com/' } })],
  ['sendMessage', inline({ text: 'Long', callback_data: 'é'.repeat(32) })],
  ['sendMessage', { ...CHAT, text: 'Where?', reply_markup: { keyboard: [[{ text: 'Here', request_location: true }], [{ text: 'Nowhere' }]], one_time_keyboard: true, resize_keyboard: true } }],
  ['sendMessage', { ...CHAT, text: 'Bye', reply_markup: { remove_keyboard: true } }],
  ['sendPhoto', { ...CHAT, photo: 'https://media.example/1', caption: 'x'.repeat(1024) }],
  ['sendDocument', { ...CHAT, document: 'a-file-id' }],
  ['sendMediaGroup', album(2)],
  ['sendMediaGroup', album(10)],
  ['sendLocation', { ...CHAT, latitude: 52.5, longitude: 13 }],
  ['sendChatAction', { ...CHAT, action: 'typing' }],
  ['answerCallbackQuery', { callback_query_id: '1' }],
  ['getFile', { file_id: 'a-file-id' }],
])('a request as Telegram describes it passes: %s', (method, body) => {
  expect(validateRequest(method, body)).toEqual([]);
});

it.each<[string, string, object]>([
  ['an unknown field', 'sendMessage', { ...CHAT, text: 'Hello', colour: 'red' }],
  ['an unknown field within', 'sendMessage', inline({ ...BUTTON, colour: 'red' })],
  ['a missing field', 'sendMessage', { text: 'Hello' }],
  ['a missing field within', 'sendMessage', inline({ callback_data: 'yes' })],
  ['a number as text', 'sendMessage', { ...CHAT, text: 1 }],
  ['a fraction as an id', 'sendMessage', { chat_id: 1.5, text: 'Hello' }],
  ['an empty text', 'sendMessage', { ...CHAT, text: '' }],
  ['a text of 4097 characters', 'sendMessage', { ...CHAT, text: 'x'.repeat(4097) }],
  ['a caption of 1025 characters', 'sendPhoto', { ...CHAT, photo: 'a-file-id', caption: 'x'.repeat(1025) }],
  ['a caption of 1025 characters in an album', 'sendMediaGroup', { ...CHAT, media: [...album(2).media, { type: 'photo', media: 'a-file-id', caption: 'x'.repeat(1025) }] }],
  ['a payload of 65 bytes', 'sendMessage', inline({ text: 'Long', callback_data: `${'é'.repeat(32)}x` })],
  ['an empty payload', 'sendMessage', inline({ text: 'Empty', callback_data: '' })],
  ['a button that does nothing', 'sendMessage', inline({ text: 'Nothing' })],
  ['a button that does two things', 'sendMessage', inline({ ...BUTTON, url: 'https://example.com/' })],
  ['a key that asks for two things', 'sendMessage', { ...CHAT, text: 'Well?', reply_markup: { keyboard: [[{ text: 'All', request_location: true, request_contact: true }]] } }],
  ['a keyboard that is one row', 'sendMessage', { ...CHAT, text: 'Well?', reply_markup: { inline_keyboard: [BUTTON] } }],
  ['two kinds of keyboard', 'sendMessage', { ...CHAT, text: 'Well?', reply_markup: { inline_keyboard: [[BUTTON]], remove_keyboard: true } }],
  ['an album of one', 'sendMediaGroup', album(1)],
  ['an album of eleven', 'sendMediaGroup', album(11)],
  ['a kind of media that is another', 'sendMediaGroup', { ...CHAT, media: [...album(2).media, { type: 'film', media: 'a-file-id' }] }],
  ['a file that is an object', 'sendPhoto', { ...CHAT, photo: { url: 'https://media.example/1' } }],
  ['a secret of 257 characters', 'setWebhook', { url: 'https://parley.example/t', secret_token: 'x'.repeat(257) }],
])('%s is refused: %s', (_what, method, body) => {
  expect(validateRequest(method, body)).not.toEqual([]);
});

it('updates are judged as well: one kind at a time, nothing that is not described', () => {
  const from = { id: 42, is_bot: false, first_name: 'Ada', language_code: 'de' };
  const message = { message_id: 1, date: 1_764_000_000, chat: { id: 42, type: 'private', first_name: 'Ada' }, from, text: 'Hello' };
  const pressed = { id: '7', from, chat_instance: '9', data: 'yes', message };
  expect([{ update_id: 1, message: { ...message, reply_to_message: message } }, { update_id: 2, callback_query: pressed }].map(validateUpdate)).toEqual([[], []]);
  for (const wrong of [{ message }, { update_id: 3, message, callback_query: pressed }, { update_id: 4, message: { ...message, colour: 'red' } }, { update_id: 5, callback_query: { ...pressed, chat_instance: undefined } }])
    expect(validateUpdate(wrong)).not.toEqual([]);
});
