import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = join(import.meta.dirname, '../../..');
const REPORTER = join(ROOT, 'packages/tooling/jest/results-reporter.mjs');

/** What jest tells its reporters at the end of a run, as far as ours looks at it; nothing when it never came so far. */
type Totals = Partial<Record<'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numRuntimeErrorTestSuites', number>>;
interface Run {
  readonly totals?: Totals;
  readonly code: number;
}

/** Stands for npm: runs nothing, but has the real reporter write what a run would have ended with. */
const NPM = `#!/usr/bin/env node
const name = process.argv.at(-1) === 'test:system' ? 'system' : 'test';
const { totals, code } = JSON.parse(process.env.RUNS)[name];
const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };
import(process.env.REPORTER).then(({ default: Reporter }) => {
  if (totals) new Reporter({}, { directory: process.env.TEST_RESULTS, name }).onRunComplete(new Set(), { ...none, ...totals });
  process.exitCode = code;
});
`;

/** The last line counts what has run, and says so of what should have. */
describe('.ci/run', () => {
  let checkout: string;
  beforeAll(() => {
    checkout = mkdtempSync(join(tmpdir(), 'parley-ci-'));
    for (const folder of ['.ci', 'bin']) mkdirSync(join(checkout, folder));
    copyFileSync(join(ROOT, '.ci/run'), join(checkout, '.ci/run'));
    writeFileSync(join(checkout, 'bin/npm'), NPM);
    chmodSync(join(checkout, 'bin/npm'), 0o755);
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  const outcome = async (test: Run, system: Run): Promise<{ last: string | undefined; code: number }> => {
    const env = { PATH: `${join(checkout, 'bin')}${delimiter}${process.env.PATH}`, RUNS: JSON.stringify({ test, system }), REPORTER };
    return new Promise((resolve) => {
      execFile(join(checkout, '.ci/run'), { env }, (error, out) => resolve({ last: out.trimEnd().split('\n').at(-1), code: Number(error?.code ?? 0) }));
    });
  };
  const good = (numPassedTests: number): Run => ({ totals: { numPassedTests }, code: 0 });

  it('passes when both runs do, and counts both', async () => {
    expect(await outcome(good(1900), good(12))).toEqual({ last: '1912 passed, 0 failed', code: 0 });
  });

  it.each<[string, Run, Run, string]>([
    ['a failed test', { totals: { numPassedTests: 8, numFailedTests: 2 }, code: 1 }, good(3), '11 passed, 2 failed'],
    ['a failed system test', good(8), { totals: { numPassedTests: 2, numFailedTests: 1 }, code: 1 }, '10 passed, 1 failed'],
    ['failed tests whose exit code nobody passed on', { totals: { numPassedTests: 8, numFailedTests: 2 }, code: 0 }, good(3), '11 passed, 2 failed'],
    ['a file that could not run', { totals: { numPassedTests: 8, numRuntimeErrorTestSuites: 1 }, code: 1 }, good(3), '11 passed, 1 failed'],
    ['a test that was skipped', { totals: { numPassedTests: 8, numPendingTests: 1 }, code: 0 }, good(3), '11 passed, 1 failed'],
    ['a test that is still to be written', { totals: { numPassedTests: 8, numTodoTests: 1 }, code: 0 }, good(3), '11 passed, 1 failed'],
    ['no test at all', good(0), good(3), '3 passed, 1 failed'],
    ['no system test at all', good(8), good(0), '8 passed, 1 failed'],
    ['a lint that failed beside tests that passed', { totals: { numPassedTests: 8 }, code: 1 }, good(3), '11 passed, 1 failed'],
    ['an installation or a build that failed', { code: 1 }, { code: 1 }, '0 passed, 2 failed'],
    ['Debian packages that could not be installed', good(8), { code: 1 }, '8 passed, 1 failed'],
    ['a run without results that says it is well', good(8), { code: 0 }, '8 passed, 1 failed'],
  ])('fails with %s', async (_what, test, system, last) => {
    expect(await outcome(test, system)).toEqual({ last, code: 1 });
  });
});
