import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
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

/** Builds what has changed. Throws with the compiler's output when it fails. */
export async function build(env, filter) {
  const turbo = ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--concurrency=100%', ...filter];
  const told = setTimeout(() => process.stderr.write('Building …\n'), PATIENCE_MS);
  try {
    await quiet('npx', [...PNPM, ...turbo], env, 'The build failed');
  } finally {
    clearTimeout(told);
  }
}
