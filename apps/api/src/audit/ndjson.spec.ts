import { describe, expect, it } from '@jest/globals';
import { jsonLines, wantsLines } from './ndjson.js';

describe('lines of JSON', () => {
  it.each<[string | undefined, boolean]>([
    ['application/x-ndjson', true], ['text/html, Application/X-NDJSON;q=0.9', true], ['application/json', false], ['*/*', false], [undefined, false],
  ])('Accept: %s', (accept, wanted) => expect(wantsLines(accept)).toBe(wanted));

  it('are made as fast as they are read: one that nobody reads asks for some, however many there are', async () => {
    let made = 0;
    const endless = (async function* () {
      for (;;) yield { n: (made += 1), text: await Promise.resolve('x') };
    })();
    const stream = await jsonLines(endless);
    const reader = stream[Symbol.asyncIterator]();
    expect(await reader.next()).toEqual({ done: false, value: '{"n":1,"text":"x"}\n' });
    for (let turn = 0; turn < 100; turn += 1) await new Promise(setImmediate);
    expect(made).toBeLessThan(40);
    stream.destroy();
  });

  it('reject when the first cannot be read, before anything is answered', async () => {
    const failing = (async function* () {
      yield await Promise.reject<unknown>(new Error('gone'));
    })();
    await expect(jsonLines(failing)).rejects.toThrow('gone');
  });
});
