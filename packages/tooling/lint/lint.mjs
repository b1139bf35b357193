#!/usr/bin/env node
/**
 * `npm run lint`: types of sources and specs with eslint, the boundaries, secrets. Expects a built tree.
 * All three run at once, whatever one of them finds, and each says what it has to say when it ends; exit code 1 when one fails.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '../../..');

const STEPS = [
  // A quarter of its time would go into collecting what is young.
  ['types and eslint', 'node', ['--max-semi-space-size=64', 'packages/tooling/lint/typescript.mjs']],
  // Fewer modules, and something was not read.
  ['boundaries', 'node', ['packages/tooling/boundaries/check.mjs', '--at-least=500']],
  // Not the files that git knows: there may be no git, or one that doesn't trust this folder's owner. The second pattern only saves looking.
  ['secrets', 'secretlint', ['--secretlintignore', '.gitignore', '**/*', '!**/{node_modules,dist,.git}/**']],
];

/** Runs one step and tells what it said; answers whether it passed. */
async function step([name, command, args]) {
  const started = performance.now();
  const child = spawn(join(ROOT, 'node_modules/.bin', command), args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  process.stdout.write(`${out}${err}lint ${name}: ${code === 0 ? 'passed' : 'failed'} in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
  return code === 0;
}

if ((await Promise.all(STEPS.map(step))).includes(false)) process.exitCode = 1;
