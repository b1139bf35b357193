import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Every package's specs run in one jest, so that they share one PostgreSQL (packages/testing). System specs run apart: they need Debian packages. */
const SYSTEM = process.env.TEST_SYSTEM === '1';

/** A directory for the counts of a run, when somebody counts (`.ci/run`). */
const RESULTS = process.env.TEST_RESULTS;
const counting = RESULTS ? [['<rootDir>/packages/tooling/jest/results-reporter.mjs', { directory: RESULTS, name: SYSTEM ? 'system' : 'test' }]] : [];

/** The reference API document lies beside the checkout where there is one; in CI it must, and its absence fails the comparison. */
const REFERENCE = join(import.meta.dirname, '../shared/spec/openapi.yaml');
const comparing = process.env.CI === 'true' || existsSync(REFERENCE);
if (!comparing && !SYSTEM) console.warn('NOT RUN: the comparison with the reference OpenAPI document, because ../shared/spec/openapi.yaml is not there (in CI that fails)');

export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/packages', '<rootDir>/bench', '<rootDir>/infra', '<rootDir>/scripts'],
  testMatch: SYSTEM ? ['**/*.sys-spec.ts'] : ['**/*.spec.ts', '**/test/**/*.int-spec.ts', '**/test/**/*.e2e-spec.ts', ...(comparing ? ['**/test/**/*.reference-spec.ts'] : [])],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
  modulePathIgnorePatterns: ['/fixtures/'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  // Node loads specs and what they import, once for a worker (ADR 0075); jest transforms and maps nothing.
  testEnvironment: '<rootDir>/packages/tooling/jest/native/environment.mjs',
  testRunner: '<rootDir>/packages/tooling/jest/native/runner.mjs',
  injectGlobals: false,
  transform: {},
  globalSetup: `<rootDir>/packages/testing/dist/jest/${SYSTEM ? 'system' : 'global'}-setup.js`,
  globalTeardown: '<rootDir>/packages/testing/dist/jest/global-teardown.js',
  reporters: ['default', ...counting],
  maxWorkers: 2,
  // A worker keeps something of every file that it has run. With all of them it collects, forks and at last exits so slowly
  // that jest, which waits half a second, says specs leave something open.
  workerIdleMemoryLimit: '400MB',
  testTimeout: 30_000,
};
