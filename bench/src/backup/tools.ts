import { execFileSync } from 'node:child_process';

/** The baseline's tools, by Debian's packages: its server and pg_dump, and what the pipe goes through. */
const PACKAGES = ['postgresql-15', 'postgresql-client-15', 'zstd', 'age'];

const isInstalled = (name: string): boolean => {
  try {
    return execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name], { encoding: 'utf8', stdio: 'pipe' }).startsWith('ii');
  } catch {
    return false;
  }
};

/** Installs what is missing, as the system specs do. Throws when that fails. */
export function installTools(tell: (line: string) => void): void {
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  tell(`installing ${missing.join(', ')}`);
  const apt = (...args: string[]): void => void execFileSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] });
  apt('update', '-qq');
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}
