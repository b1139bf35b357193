#!/usr/bin/env node
/**
 * What `npm start`, `npm test` and the other scripts run. Plain JavaScript for the machine's own Node, 20 or newer: it
 * installs and builds what is missing, then runs the command under the Node 24 that npm brings.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandEnvironment, ROOT } from './lib/environment.mjs';
import { build, cachedBuild, ensureInstalled, everything } from './lib/install.mjs';
import { node24 } from './lib/node24.mjs';
import { background, foreground, service } from './lib/processes.mjs';

const CLI = join(ROOT, 'apps/cli/dist/main.js');
const PRODUCT = () => ['apps/cli'];

const EXIT_AT_ONCE = pathToFileURL(join(ROOT, 'packages/tooling/jest/exit-at-once.mjs')).href;
const JEST_OPTIONS = `--import ${EXIT_AT_ONCE}`;

async function jest(node, env, args) {
  const options = [env.NODE_OPTIONS, JEST_OPTIONS].filter(Boolean).join(' ');
  return foreground(node, [join(ROOT, 'node_modules/jest/bin/jest.js'), ...args], { ...env, NODE_OPTIONS: options });
}

/**
 * Lint and specs both run, whatever one of them finds: the lint while specs wait, so that it costs little time; what it
 * says comes after them. A run of chosen specs is spared the lint.
 */
async function test(node, env, args) {
  if (args.length > 0) return jest(node, env, args);
  const lint = background(node, [join(ROOT, 'packages/tooling/lint/lint.mjs')], env);
  const specs = await jest(node, env, args);
  const { code, output } = await lint;
  process.stdout.write(output);
  return specs || code;
}

const COMMANDS = {
  start: { builds: PRODUCT, run: (node, env, args) => service(node, [CLI, 'up', ...args], env) },
  parley: { builds: PRODUCT, run: (node, env, args) => foreground(node, [CLI, ...args], env) },
  build: { builds: () => [], run: (_node, env) => cachedBuild(env) },
  test: { builds: everything, run: test },
  'test:system': { builds: everything, run: (node, env, args) => jest(node, { ...env, TEST_SYSTEM: '1' }, args) },
  bench: { builds: everything, run: (node, env, args) => foreground(node, [join(ROOT, 'bench/dist/main.js'), ...args], env) },
};

const [name, ...args] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name ?? '') ? COMMANDS[name] : undefined;
try {
  if (command === undefined) throw new Error(`run.mjs knows ${Object.keys(COMMANDS).join(', ')}`);
  const env = commandEnvironment();
  await ensureInstalled(env);
  const node = node24();
  const folders = command.builds();
  if (folders.length > 0) await build(node, env, folders);
  process.exit(await command.run(node, env, args));
} catch (error) {
  process.stderr.write(`parley: ${error.message}\n`);
  process.exit(1);
}
