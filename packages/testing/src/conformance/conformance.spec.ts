import { describe, expect, it } from '@jest/globals';
import { answerFaults, envelopeFaults } from './conformance.js';

const error = { errors: [{ code: 'bad_request', title: 'name is required' }] };
const APP = '/v2/apps/5d8cff3cd55b040010928b5b';
const EVENT = { id: '0ca7d56ba7b2e081e479fe9e', createdAt: '2020-02-25T18:06:37.547Z' };
const conversation = { id: '5d8cff3cd55b040010928b5c', type: 'personal' };

describe('answerFaults: our own document', () => {
  it.each<[string, string, string, number]>([
    ['a status that the operation does not document', 'GET', APP, 409],
    ['a 400 of an operation that takes nothing to be faulty', 'GET', `${APP}/keys`, 400],
    ['a 500', 'GET', APP, 500],
    ['a conflict where there is no operation', 'GET', '/v2/nothing', 409],
  ])('refuses %s', (_, method, path, status) => {
    expect(answerFaults({ method, path, status, body: error })).toContainEqual(expect.stringMatching(new RegExp(`^ours: .* ${status}: not in the document$`)));
  });

  it.each<[string, string, number]>([
    ['any operation: no valid credentials', APP, 401],
    ['any operation: a rate that is used up', APP, 429],
    ['any operation: a database that is away', APP, 503],
    ['a path whose escapes mean nothing', `${APP}/keys/%zz`, 400],
    ['a path with a control character', `${APP}/keys/x%00`, 400],
    ['no operation', '/v2/nothing', 404],
  ])('passes an error that may come before %s', (_, path, status) => {
    expect(answerFaults({ method: 'GET', path, status, body: error })).toEqual([]);
  });

  it('holds such an error to the shape of errors all the same', () => {
    expect(answerFaults({ method: 'GET', path: APP, status: 401, body: { message: 'no' } })).not.toEqual([]);
  });
});

describe('envelopeFaults', () => {
  const envelope = (event: object, more: object = {}) => ({ app: { id: EVENT.id }, webhook: { id: EVENT.id, version: 'v2' }, events: [{ ...EVENT, ...event }], ...more });

  it('passes an event as the documents describe it', () => {
    expect(envelopeFaults(envelope({ type: 'conversation:remove', payload: { conversation } }))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an unknown type', envelope({ type: 'user:delete', payload: {} })],
    ['a property that is not described', envelope({ type: 'conversation:remove', payload: { conversation, leak: 1 } })],
    ['a property of the envelope that is not described', envelope({ type: 'conversation:remove', payload: { conversation } }, { leak: 1 })],
    ['no events', { app: {}, webhook: {} }],
    ['a text', 'hello'],
  ])('refuses %s', (_, body) => {
    expect(envelopeFaults(body)).toContainEqual(expect.stringMatching(/^ours: /));
  });

  it('lets the author have the name that the reference forgets', () => {
    const message = { id: EVENT.id, received: EVENT.createdAt, author: { type: 'business', displayName: 'Ada' }, content: { type: 'text', text: 'Hello' }, source: { type: 'api:conversations' } };
    expect(envelopeFaults(envelope({ type: 'conversation:message', payload: { conversation, message } }))).toEqual([]);
  });
});
