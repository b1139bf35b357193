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

const NONE: Required<Totals> = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, numRuntimeErrorTestSuites: 0 };

type ReporterClass = new (config: object, options: { directory: string; name: string }) => { onRunComplete(contexts: Set<never>, results: Required<Totals>): void };

/** Stands for npm: runs nothing, but leaves what the real reporter writes at the end of such a run. */
const NPM = `#!/bin/sh
case "$*" in *test:system) name=system ;; *) name=test ;; esac
[ -f "$RUNS/$name.json" ] && cp "$RUNS/$name.json" "$TEST_RESULTS/"
exit "$(cat "$RUNS/$name.code")"
`;

/** The last line counts what has run, and says so of what should have. */
describe('.ci/run', () => {
  let checkout: string;
  let Reporter: ReporterClass;
  beforeAll(async () => {
    ({ default: Reporter } = (await import(REPORTER)) as { default: ReporterClass });
    checkout = mkdtempSync(join(tmpdir(), 'parley-ci-'));
    for (const folder of ['.ci', 'bin']) mkdirSync(join(checkout, folder));
    copyFileSync(join(ROOT, '.ci/run'), join(checkout, '.ci/run'));
    writeFileSync(join(checkout, 'bin/npm'), NPM);
    chmodSync(join(checkout, 'bin/npm'), 0o755);
  });
  afterAll(() => rmSync(checkout, { recursive: true }));

  const outcome = async (test: Run, system: Run): Promise<{ last: string | undefined; code: number }> => {
    const directory = mkdtempSync(join(checkout, 'runs-'));
    for (const [name, { totals, code }] of Object.entries({ test, system })) {
      if (totals) new Reporter({}, { directory, name }).onRunComplete(new Set(), { ...NONE, ...totals });
      writeFileSync(join(directory, `${name}.code`), String(code));
    }
    const env = { PATH: `${join(checkout, 'bin')}${delimiter}${process.env.PATH}`, RUNS: directory };
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
