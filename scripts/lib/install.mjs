import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './environment.mjs';
import { quiet } from './processes.mjs';

const PNPM = ['-y', 'pnpm@12.21.0'];
/** A build that takes longer says so. */
const PATIENCE_MS = 4000;
const STAMP = join(ROOT, 'node_modules/.parley-install');

/** What the installed packages depend on: the lockfile, and the machine that platform packages were chosen for. */
function wanted() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

/** Installs exactly what the lockfile says, unless that has been done. Throws with pnpm's output when it fails. */
export async function ensureInstalled(env) {
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted()) return;
  process.stderr.write('Installing packages (about a minute the first time) …\n');
  // Without a terminal pnpm must not ask whether it may replace node_modules.
  await quiet('npx', [...PNPM, 'install', '--frozen-lockfile'], { ...env, CI: 'true' }, 'The installation failed');
  writeFileSync(STAMP, wanted());
}

/** The workspace's folders that the compiler builds. */
export const everything = () =>
  ['apps', 'packages']
    .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(group, name)))
    .concat('bench')
    .filter((folder) => existsSync(join(ROOT, folder, 'tsconfig.json')));

/**
 * Compiles what has changed in these folders and all that they refer to, by the native compiler (ADR 0107). One process
 * reads each declaration once, where turbo has one for each package.
 * Throws with the compiler's output when it fails.
 */
export async function build(node, env, folders) {
  const told = setTimeout(() => process.stderr.write('Building …\n'), PATIENCE_MS);
  try {
    await quiet(node, [join(ROOT, 'node_modules/typescript-native/bin/tsc'), '-b', ...folders], env, 'The build failed');
  } finally {
    clearTimeout(told);
  }
}

/** Builds package by package, keeping and reusing each one's result. */
export async function cachedBuild(env) {
  const turbo = ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--concurrency=100%'];
  await quiet('npx', [...PNPM, ...turbo], env, 'The build failed');
  return 0;
}
