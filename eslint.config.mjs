import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const SPECS = ['**/*.spec.ts', '**/test/**/*.ts', '**/*.sys-spec.ts'];

export default defineConfig(
  { ignores: ['**/dist/', '**/node_modules/', '**/fixtures/', '.parley/'] },
  // A rule is kept or changed here, for everybody; a comment cannot switch it off.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [eslint.configs.recommended, tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'max-lines': ['error', 300],
      'no-console': 'error',
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Settings are read once, in packages/kernel/src/config.' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // What an interface declares as a promise may be known at once.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    // Where the environment enters the process, and where it is handed to another one.
    files: ['**/main.ts', 'apps/cli/**/*.ts', 'packages/kernel/src/config/**/*.ts', 'packages/testing/**/*.ts', 'bench/**/*.ts', ...SPECS],
    rules: { 'no-restricted-properties': 'off' },
  },
  { files: ['apps/cli/**/*.ts', 'bench/**/*.ts'], rules: { 'no-console': 'off' } },
  {
    files: SPECS,
    rules: {
      // What is not there fails the spec, and says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A server made for a spec may take an async handler: a rejection fails the spec.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name=/^(it|test|describe)$/][property.name=/^(skip|only|todo|failing)$/]", message: 'No spec is skipped, alone or expected to fail.' },
        { selector: "CallExpression[callee.property.name=/^(retryTimes|setSystemTime|useFakeTimers)$/]", message: 'No retries, and nobody sets the clock.' },
        { selector: "CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]", message: 'No spec is skipped or alone.' },
      ],
    },
  },
  {
    files: ['**/*.mjs'],
    extends: [eslint.configs.recommended],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', Buffer: 'readonly', URL: 'readonly', setTimeout: 'readonly', clearTimeout: 'readonly', fetch: 'readonly', performance: 'readonly' } },
    rules: { eqeqeq: 'error', 'max-lines': ['error', 300] },
  },
);
