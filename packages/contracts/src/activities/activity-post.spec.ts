import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { ActivityPost } from './activity-post.js';

const titles = (body: object): readonly string[] => titlesOf(ActivityPost, body);
const business = { type: 'business' };
const user = { type: 'user', userId: 'x' };

test.each(['conversation:read', 'typing:start', 'typing:stop'])('the business may send %s', (type) => {
  expect(titles({ author: business, type })).toEqual([]);
});

test('a user may only have read', () => {
  expect(titles({ author: user, type: 'conversation:read' })).toEqual([]);
  for (const type of ['typing:start', 'typing:stop']) {
    expect(titles({ author: user, type })).toEqual(['type should be conversation:read when author.type is user']);
  }
});

test.each([
  [{ type: 'typing:start' }, 'author is required'],
  [{ author: business }, 'type is required'],
  [{ author: business, type: 'typing' }, 'type should be one of conversation:read, typing:start, typing:stop'],
  [{ author: { type: 'user' }, type: 'conversation:read' }, 'author.userId or userExternalId should be given, and only one of them'],
])('refused: %j', (body, title) => expect(titles(body)).toEqual([title]));
