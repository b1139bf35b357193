import { describe, expect, it } from '@jest/globals';
import { sharedAnswer } from './shared-answer.js';

describe('a shared answer', () => {
  let time = 0;
  const questions: PromiseWithResolvers<number>[] = [];
  const ask = () => {
    const question = Promise.withResolvers<number>();
    questions.push(question);
    return question.promise;
  };

  it('is asked for once while it is under way, kept for its time after it came, then asked for again', async () => {
    const get = sharedAnswer(ask, 1000, () => time);
    const [first, second] = [get(), get()];
    time = 5000;
    const third = get();
    questions[0]?.resolve(1);
    expect(await Promise.all([first, second, third])).toEqual([1, 1, 1]);
    time = 5999;
    expect(await get()).toBe(1);
    time = 6000;
    const fourth = get();
    questions[1]?.resolve(2);
    expect([await fourth, questions.length]).toEqual([2, 2]);
  });

  it('that is an error is shared, not kept', async () => {
    questions.length = 0;
    const get = sharedAnswer(ask, 1000, () => time);
    const both = Promise.allSettled([get(), get()]);
    questions[0]?.reject(new Error('away'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = get();
    questions[1]?.resolve(3);
    expect([await next, questions.length]).toEqual([3, 2]);
  });
});
