import { expect, test } from '@jest/globals';
import { parseOptions } from './options.js';

test('without flags: five rounds of three seconds', () =>
  expect(parseOptions([])).toEqual({ rounds: 5, seconds: 3, auth: 'basic', profile: true, megabytes: 400, away: 30 }));

test('a part is named with --only or without', () => {
  for (const args of [['backup'], ['--', 'backup'], ['--only', 'backup']]) expect(parseOptions(args)).toMatchObject({ only: 'backup', rounds: 2 });
  expect(parseOptions(['flat', '--rounds', '7'])).toMatchObject({ only: 'flat', rounds: 7 });
});

test('npm and pnpm may pass their own -- on', () =>
  expect(parseOptions(['--', '--rounds', '1', '--seconds=1', '--no-profile'])).toMatchObject({ rounds: 1, seconds: 1, profile: false }));

test.each([['--rounds', '0'], ['--seconds', '1.5'], ['--auth', 'none'], ['--speed', '1'], ['--only', 'posts'], ['posts', ''], ['flat', 'backup'], ['--away', '0'], ['--megabytes', '49']])('%s %s is refused', (flag, value) => {
  expect(() => parseOptions([flag, value])).toThrow(flag);
});
