import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

const late = () => new Error('late');

describe('Gate', () => {
  it('lets tasks of one key through one at a time, in their order, and tells who waited', async () => {
    const gate = new Gate();
    const log: string[] = [];
    const task = (name: string) => gate.pass('key', 1000, late, async (waited) => {
      log.push(`${name} begins${waited ? ' after others' : ''}`);
      await new Promise(setImmediate);
      log.push(`${name} ends`);
    });
    await Promise.all([task('a'), task('b')]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins after others', 'b ends']);
  });

  it('does not let keys wait for each other, and forgets a key when all are through', async () => {
    const gate = new Gate();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = gate.pass('one', 1000, late, () => promise);
    await expect(gate.pass('two', 1000, late, (waited) => Promise.resolve(waited))).resolves.toBe(false);
    resolve();
    await first;
    await new Promise(setImmediate);
    await expect(gate.pass('one', 1000, late, (waited) => Promise.resolve(waited))).resolves.toBe(false);
  });

  it('lets the next one through when a task fails', async () => {
    const gate = new Gate();
    const failing = gate.pass('key', 1000, late, () => Promise.reject(new Error('failed')));
    const next = gate.pass('key', 1000, late, () => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('failed');
    await expect(next).resolves.toBe('done');
  });

  it('gives up waiting after its patience, without overtaking those before', async () => {
    const gate = new Gate();
    const { promise, resolve } = Promise.withResolvers<string>();
    const first = gate.pass('key', 1000, late, () => promise);
    await expect(gate.pass('key', 1, late, () => Promise.resolve('never'))).rejects.toThrow('late');
    const third = gate.pass('key', 1000, late, () => Promise.resolve('third'));
    resolve('first');
    await expect(first).resolves.toBe('first');
    await expect(third).resolves.toBe('third');
  });
});
