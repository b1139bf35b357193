import { expect, it } from '@jest/globals';
import { RESULTS, sentMessage } from './results.js';
import { problems } from './validate.js';

it.each<[string, object]>([
  ['text', { text: 'Hello', entities: [{ type: 'bold', offset: 0, length: 1 }], reply_markup: { inline_keyboard: [[{ text: 'A', callback_data: 'a' }]] } }],
  ['photo', { photo: 'https://m.org/1', caption: 'A' }],
  ['document', { document: 'https://m.org/1' }],
  ['animation', { animation: 'https://m.org/1' }],
  ['video', { video: 'https://m.org/1' }],
  ['audio', { audio: 'https://m.org/1' }],
  ['voice', { voice: 'https://m.org/1' }],
  ['venue', { latitude: 1, longitude: 2, title: 'A', address: 'B' }],
  ['location', { latitude: 1, longitude: 2 }],
])('what the emulator answers is a Message of the Bot API: %s', (_what, body) => {
  expect(problems('Message', sentMessage(1, { chat_id: 7, ...body }))).toEqual([]);
});

it('so are its bot and its files', () => {
  expect([problems('User', RESULTS['getMe']?.({})), problems('File', RESULTS['getFile']?.({ file_id: 'a' }))]).toEqual([[], []]);
});
