import { expect, test } from '@jest/globals';
import { parseOptions } from './options.js';

test('without flags: five rounds of three seconds', () =>
  expect(parseOptions([])).toEqual({ rounds: 5, seconds: 3, auth: 'basic', profile: true }));

test('npm and pnpm may pass their own -- on', () =>
  expect(parseOptions(['--', '--rounds', '1', '--seconds=1', '--no-profile'])).toMatchObject({ rounds: 1, seconds: 1, profile: false }));

test.each([['--rounds', '0'], ['--seconds', '1.5'], ['--auth', 'none'], ['--speed', '1'], ['--only', 'posts']])('%s %s is refused', (flag, value) => {
  expect(() => parseOptions([flag, value])).toThrow(flag);
});
