import { describe, expect, test } from '@jest/globals';
import { titlesOf } from '../../test/titles-of.js';
import { MessagePost } from './message-post.js';

const author = { type: 'business' };
const content = { type: 'text', text: 'Hello' };
const titles = (body: object): readonly string[] => titlesOf(MessagePost, { author, content, ...body });

describe('author', () => {
  test.each([
    { type: 'business', displayName: 'Steve', avatarUrl: 'https://example.org/a.jpg' },
    { type: 'business', subtypes: ['AI'] },
    { type: 'business', subtypes: ['activity'] },
    { type: 'user', userId: 'x' },
    { type: 'user', userExternalId: 'x', brandId: '1' },
    { type: 'user', userExternalId: 'x', brandId: null },
  ])('accepted: %j', (given) => expect(titles({ author: given })).toEqual([]));

  const oneOf = 'author.userId or userExternalId should be given, and only one of them';
  test.each([
    [undefined, 'author is required'],
    [{}, 'author.type is required'],
    [{ type: 'appMaker' }, 'author.type should be one of business, user'],
    [{ type: 'user' }, oneOf],
    [{ type: 'user', userId: 'x', userExternalId: 'y' }, oneOf],
    [{ type: 'user', userId: 'x', brandId: '1' }, 'author.brandId is only supported with userExternalId'],
    [{ type: 'user', userId: 'x', subtypes: ['AI'] }, 'author.subtypes is only supported when type is business'],
    [{ type: 'business', userId: 'x' }, 'author.userId is only supported when type is user'],
    [{ type: 'business', userExternalId: 'x' }, 'author.userExternalId is only supported when type is user'],
    [{ type: 'business', subtypes: [] }, 'author.subtypes should have exactly 1 item'],
    [{ type: 'business', subtypes: ['AI', 'activity'] }, 'author.subtypes should have exactly 1 item'],
    [{ type: 'business', subtypes: ['agent'] }, 'author.subtypes should be AI or activity'],
    [{ type: 'business', subtypes: ['bot'] }, 'author.subtypes should be AI or activity'],
    [{ type: 'business', subtypes: ['robot'] }, 'author.subtypes[0] should be one of AI, activity, agent, bot'],
    [{ type: 'business', avatarUrl: null }, 'author.avatarUrl should not be null'],
  ])('refused: %j', (given, title) => expect(titles({ author: given })).toEqual([title]));
});

describe('content', () => {
  test('a formResponse cannot be sent through the API', () => {
    const fields = [{ type: 'text', name: 'a', label: 'A', text: 'x' }];
    expect(titles({ content: { type: 'formResponse', fields } })).toEqual(['content.type formResponse cannot be sent through the API']);
  });

  test.each([undefined, null, 'x', {}, { type: 'video' }])('an unknown one is refused: %j', (given) => {
    expect((titles({ content: given }))[0]).toMatch(/^content(\.type)? (is required|should)/);
  });

  test('a template needs the schema whatsapp', () => {
    const template = { type: 'template', template: { name: 'x' } };
    expect(titles({ content: template, schema: 'whatsapp' })).toEqual([]);
    expect(titles({ content: template })).toEqual(['schema should be whatsapp for a content of type template']);
    expect(titles({ content: template, schema: 'telegram' })).toEqual(['schema should be whatsapp']);
  });
});

describe('destination', () => {
  test.each([{ integrationId: 'x' }, { integrationType: 'none' }])('accepted: %j', (destination) => expect(titles({ destination })).toEqual([]));

  test.each([{}, { integrationId: 'x', integrationType: 'y' }])('exactly one of integrationId and integrationType: %j', (destination) => {
    expect(titles({ destination })).toEqual(['destination.integrationId or integrationType should be given, and only one of them']);
  });

  test('is for business authors only', () => {
    expect(titles({ author: { type: 'user', userId: 'x' }, destination: { integrationType: 'none' } })).toEqual([
      'destination is only supported when author.type is business',
    ]);
  });
});

test('override carries raw payloads of channels', () => {
  expect(titles({ override: { whatsapp: { payload: { a: [1] } }, apple: { payload: {}, withCapabilities: ['LIST'] } } })).toEqual([]);
  expect(titles({ override: { apple: { withCapabilities: ['DANCE'] } } })).toEqual([
    'override.apple.withCapabilities[0] should be one of LIST, TIME, FORM, QUICK, AUTH2',
  ]);
  expect(titles({ override: { line: { payload: 'x' } } })).toEqual(['override.line.payload should be an object']);
});
