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

  it('can hang up', async () => {
    target = await webhookTarget(() => ({ hangUp: true }));
    await expect(fetch(target.url)).rejects.toThrow();
  });
});
