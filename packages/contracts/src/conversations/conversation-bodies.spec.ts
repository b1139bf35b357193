import { expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { readBody } from '../fields/index.js';
import { ConversationCreateBody, ConversationUpdateBody } from './conversation-bodies.js';

const titles = (body: object): readonly string[] => titlesOf(ConversationCreateBody, body);
const member = (userId = '42589ad070d43be9b00ff7e5') => ({ userId, subscribeSDKClient: false });
const ofPersonal = 'participants should have exactly 1 item in a personal conversation';

test.each([
  { type: 'personal', participants: [{ userId: 'x' }] },
  { type: 'personal', participants: [{ userExternalId: 'x' }], displayName: null, description: null, iconUrl: null, metadata: null },
  { type: 'sdkGroup' },
  { type: 'sdkGroup', participants: [] },
  { type: 'sdkGroup', participants: Array.from({ length: 10 }, () => member()), displayName: 'x'.repeat(100), description: 'x' },
])('accepted: %j', (body) => expect(titles(body)).toEqual([]));

test.each([
  [{}, 'type is required'],
  [{ type: 'group' }, 'type should be one of personal, sdkGroup'],
  [{ type: 'Personal' }, 'type should be one of personal, sdkGroup'],
  [{ type: 'personal' }, ofPersonal],
  [{ type: 'personal', participants: [] }, ofPersonal],
  [{ type: 'personal', participants: [member(), member()] }, ofPersonal],
  [{ type: 'sdkGroup', participants: Array.from({ length: 11 }, () => member()) }, 'participants should have at most 10 items'],
  [{ type: 'sdkGroup', participants: [{ userId: 'x' }] }, 'participants[0].subscribeSDKClient is required in an sdkGroup conversation'],
  [{ type: 'personal', participants: [{}] }, 'participants[0].userId or userExternalId should be given, and only one of them'],
  [{ type: 'personal', participants: [{ userId: 'x', userExternalId: 'y' }] }, 'participants[0].userId or userExternalId should be given, and only one of them'],
  [{ type: 'sdkGroup', participants: [null] }, 'participants[0] should be an object'],
  [{ type: 'sdkGroup', displayName: '' }, 'displayName should be between 1 and 100 characters'],
  [{ type: 'sdkGroup', displayName: 'x'.repeat(101) }, 'displayName should be between 1 and 100 characters'],
  [{ type: 'sdkGroup', description: 'x'.repeat(101) }, 'description should be between 1 and 100 characters'],
  [{ type: 'sdkGroup', iconUrl: `https://example.org/${'x'.repeat(2048)}` }, 'iconUrl should be between 1 and 2048 characters'],
])('refused: %j', (body, title) => expect(titles(body)).toEqual([title]));

test('the type and the participants cannot be updated', () => {
  expect(readBody(ConversationUpdateBody, { type: 'sdkGroup', participants: [], displayName: 'x' })).toEqual({ value: { displayName: 'x' } });
});
