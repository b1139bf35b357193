import { describe, expect, it } from '@jest/globals';
import { duration, progressOf } from './progress.js';

describe('progress', () => {
  const written = (isTTY: boolean, use: (progress: ReturnType<typeof progressOf>, pass: (ms: number) => void) => void) => {
    let [text, now] = ['', 0];
    use(progressOf('Keys', { isTTY, columns: 60, write: (more) => (text += more) }, () => now), (ms) => (now += ms));
    return text;
  };

  it('is one line for each tenth where nobody watches', () => {
    const text = written(false, (progress) => {
      for (let done = 0; done <= 40; done += 1) progress.show(done, 40);
      progress.end();
    });
    expect(text.split('\n')).toHaveLength(12);
    expect(text).toContain('Keys: 50 % (20 of 40)\n');
    expect(text).toMatch(/100 % \(40 of 40\)\n$/);
  });

  it('is a bar that is drawn over itself on a terminal, not too often, and at last as it stands', () => {
    const text = written(true, (progress, pass) => {
      progress.show(0, 10);
      progress.show(1, 10);
      pass(200);
      progress.show(5, 10);
      progress.show(10, 10);
      progress.end();
    });
    const drawn = text.split('\r\u001b[K').slice(1);
    expect(drawn.map((line) => /\d+ %/.exec(line)?.[0])).toEqual(['0 %', '50 %', '100 %']);
    expect(drawn[1]).toBe(`Keys [${'#'.repeat(15)}${'-'.repeat(15)}] 50 % (5 of 10)`);
    expect(Math.max(...drawn.map((line) => line.trimEnd().length))).toBeLessThan(60);
  });

  it('says how long it takes yet, as one says it', () => {
    expect(written(false, (progress) => progress.show(5, 10, 12_300))).toBe('Keys: 50 %, 12 s left (5 of 10)\n');
    expect([99_000, 100_000, 3_600_000, 9_000_000].map(duration)).toEqual(['99 s', '2 min', '60 min', '2 h 30 min']);
  });

  it('is nothing where there was nothing to do', () => {
    expect(written(true, (progress) => progress.end())).toBe('');
    expect(written(false, (progress) => progress.show(0, 0))).toBe('Keys: 100 % (0 of 0)\n');
  });
});
