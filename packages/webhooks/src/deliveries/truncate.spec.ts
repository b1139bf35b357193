import { describe, expect, it } from '@jest/globals';
import { truncate } from './truncate.js';

const user = { id: 'u1', externalId: 'e1', authenticated: true, profile: { givenName: 'Ada' }, metadata: { vip: true }, signedUpAt: 'x' };
const source = { type: 'web', integrationId: 'i1', client: { id: 'c1' }, device: { id: 'd1' } };
const message = { id: 'm1', author: { type: 'user', userId: 'u1', user }, source, content: { type: 'text', text: 'hi', user, source } };
const short = { id: 'u1', externalId: 'e1', authenticated: true };
const shortSource = { type: 'web', integrationId: 'i1' };
const payload = { conversation: { id: 'v1', type: 'personal' }, user, source, message, activity: { type: 'typing:start', author: { type: 'user', user }, source } };

describe('truncate', () => {
  it('without includeFullUser, a user is id, externalId and authenticated', () => {
    const cut = truncate('conversation:message', payload, { includeFullUser: false, includeFullSource: true });
    expect(cut).toMatchObject({ user: short, source });
    expect(cut.user).toEqual(short);
    expect((cut.message as typeof message).author.user).toEqual(short);
    expect((cut.activity as { author: { user: unknown } }).author.user).toEqual(short);
  });

  it('without includeFullSource, a source has no client and no device', () => {
    const cut = truncate('conversation:message', payload, { includeFullUser: true, includeFullSource: false });
    expect(cut.user).toEqual(user);
    expect(cut.source).toEqual(shortSource);
    expect((cut.message as typeof message).source).toEqual(shortSource);
    expect((cut.activity as { source: unknown }).source).toEqual(shortSource);
  });

  it.each(['client:add', 'client:remove', 'client:update', 'conversation:join', 'conversation:leave', 'user:remove'])('a user is short in %s, whatever the webhook includes', (type) =>
    expect(truncate(type, { user }, { includeFullUser: true, includeFullSource: true })).toEqual({ user: short }));

  it('both users of user:merge are short unless the webhook includes full users', () => {
    const merge = { mergedUsers: { surviving: user, discarded: user }, reason: 'channelLinking' };
    expect(truncate('user:merge', merge, { includeFullUser: false, includeFullSource: true })).toEqual({ ...merge, mergedUsers: { surviving: short, discarded: short } });
    expect(truncate('user:merge', merge, { includeFullUser: true, includeFullSource: false })).toEqual(merge);
  });

  it('touches nothing inside a message’s content', () =>
    expect((truncate('conversation:message', payload, { includeFullUser: false, includeFullSource: false }).message as typeof message).content).toEqual(message.content));

  it('with both, and where there is nothing to cut, hands the payload on as it is', () => {
    expect(truncate('conversation:message', payload, { includeFullUser: true, includeFullSource: true })).toEqual(payload);
    const business = { message: { id: 'm', author: { type: 'business' }, source: { type: 'api' } }, user: null };
    expect(truncate('conversation:message', business, { includeFullUser: false, includeFullSource: false })).toEqual(business);
  });
});
