import { expect, test } from '@jest/globals';
import type { MessageRow } from './message.draft.js';
import { toMessage } from './message.mapper.js';

const row: MessageRow = {
  id: '5e552ef595e5206375bb835d',
  received: new Date('2019-03-21T18:48:52.760Z'),
  author_type: 'business',
  author_user_id: null,
  body: { author: { displayName: 'Steve' }, content: { type: 'text', text: 'Hello' }, source: { type: 'api' } },
};

test('a message of the business', () => {
  expect(toMessage(row)).toEqual({
    id: '5e552ef595e5206375bb835d',
    received: '2019-03-21T18:48:52.760Z',
    author: { type: 'business', displayName: 'Steve' },
    content: { type: 'text', text: 'Hello' },
    source: { type: 'api' },
  });
});

test('a message of a user names him by his id, and never by his external id', () => {
  const { author } = toMessage({ ...row, author_type: 'user', author_user_id: '5963c0d619a30a2e00de36b8', body: { ...row.body, author: {} } });
  expect(author).toEqual({ type: 'user', userId: '5963c0d619a30a2e00de36b8' });
});

test('metadata is shown, what a channel is told is not', () => {
  const body = { ...row.body, metadata: { lang: 'en-ca' }, channel: { override: { line: { payload: {} } }, schema: 'whatsapp' } };
  const message = toMessage({ ...row, body });
  expect(message.metadata).toEqual({ lang: 'en-ca' });
  expect(JSON.stringify(message)).not.toMatch(/channel|override|schema/);
});
