import { afterEach, describe, expect, it } from '@jest/globals';
import { webhookTarget, type WebhookTarget } from './webhook-target.js';

describe('webhookTarget', () => {
  let target: WebhookTarget | undefined;
  afterEach(() => target?.close());

  it('records requests and answers as scripted', async () => {
    const answered = (target = await webhookTarget((_request, index) => [200, 503, { status: 418, headers: { 'x-tea': 'yes' } }][index] ?? 200));
    const post = (body: string) => fetch(`${answered.url}/hook`, { method: 'POST', body });
    const answers = [await post('{"n":1}'), await post('not json'), await post('{}')];
    expect(answers.map(({ status }) => status)).toEqual([200, 503, 418]);
    expect(answers[2]?.headers.get('x-tea')).toBe('yes');
    const received = await answered.until(({ length }) => length === 3);
    expect(received.map(({ path, body }) => [path, body])).toEqual([['/hook', { n: 1 }], ['/hook', 'not json'], ['/hook', {}]]);
  });

  it.each([[{}, /conversation:message/], [{ madeUp: true }, undefined]])('closes with the faults of an event that breaks the documents, unless it is made up (%o)', async (options, message) => {
    const bad = await webhookTarget(undefined, options);
    const body = JSON.stringify({ app: { id: 'a' }, webhook: { id: 'w', version: 'v2' }, events: [{ id: 'e', createdAt: '2020-02-25T18:06:37.547Z', type: 'conversation:message', payload: { leak: 1 } }] });
    await fetch(bad.url, { method: 'POST', body, headers: { 'x-api-key': 'secret' } });
    const closed = await bad.close().then(() => undefined, (error: Error) => error.message);
    if (message === undefined) expect(closed).toBeUndefined();
    else expect(closed).toMatch(message);
  });

  it('can hang up', async () => {
    target = await webhookTarget(() => ({ hangUp: true }));
    await expect(fetch(target.url)).rejects.toThrow();
  });
});
