#!/usr/bin/env node
/**
 * `pnpm run lint`: types of sources and specs, eslint, the boundaries, secrets. Expects a built tree.
 * All four run, whatever the first of them finds; exit code 1 when one fails.
 */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 26 })
  .split('\0')
  .filter((file) => file && existsSync(join(ROOT, file)));

const STEPS = [
  ['types', 'tsc', ['-p', 'tsconfig.json']],
  ['eslint', 'eslint', ['.', '--max-warnings', '0']],
  ['boundaries', 'node', ['packages/tooling/boundaries/check.mjs']],
  ['secrets', 'secretlint', ['--no-glob', ...files]],
];

let failed = 0;
for (const [name, command, args] of STEPS) {
  const started = performance.now();
  const child = spawn(join(ROOT, 'node_modules/.bin', command), args, { cwd: ROOT, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) failed += 1;
  console.log(`lint ${name}: ${code === 0 ? 'passed' : 'failed'} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
if (failed > 0) process.exitCode = 1;
