/** Every package's specs run in one jest, so that they share one PostgreSQL (packages/testing). System specs run apart: they need Debian packages. */
const SYSTEM = process.env.TEST_SYSTEM === '1';

/** A directory for the counts of a run, when somebody counts (`.ci/run`). */
const RESULTS = process.env.TEST_RESULTS;
const counting = RESULTS ? [['<rootDir>/packages/tooling/jest/results-reporter.mjs', { directory: RESULTS, name: SYSTEM ? 'system' : 'test' }]] : [];

export default {
  rootDir: import.meta.dirname,
  roots: ['<rootDir>/apps', '<rootDir>/packages', '<rootDir>/infra', '<rootDir>/scripts'],
  testMatch: SYSTEM ? ['**/*.sys-spec.ts'] : ['**/*.spec.ts', '**/test/**/*.int-spec.ts', '**/test/**/*.e2e-spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/fixtures/'],
  modulePathIgnorePatterns: ['/fixtures/'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['js', 'mjs', 'cjs', 'ts', 'json', 'node'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: `<rootDir>/packages/testing/dist/jest/${SYSTEM ? 'system' : 'global'}-setup.js`,
  globalTeardown: '<rootDir>/packages/testing/dist/jest/global-teardown.js',
  reporters: ['default', ...counting],
  maxWorkers: 2,
  testTimeout: 30_000,
};
