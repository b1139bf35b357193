import { execFileSync } from 'node:child_process';

/** What the system specs need of Debian. */
const PACKAGES = ['chromium', 'curl', 'dovecot-imapd', 'fonts-dejavu-core', 'g++', 'golang-go', 'golang-golang-x-mod-dev', 'make', 'memcached', 'openssl', 'postfix', 'postgresql-15', 'python3', 'softhsm2', 'swift-account', 'swift-container', 'swift-object', 'swift-proxy'];

/** Installs what is missing. Throws when that fails: a system spec that cannot run is a failure, not a skip. */
export function installDebianPackages(packages: readonly string[] = PACKAGES): void {
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  process.stderr.write(`Installing ${missing.join(', ')}\n`);
  apt('update', '-qq');
  // Without an answer it would be set up as this machine's mail server, and started.
  if (missing.includes('postfix')) execFileSync('debconf-set-selections', { input: 'postfix postfix/main_mailer_type select No configuration\n' });
  apt('install', '-y', '-qq', '--no-install-recommends', ...missing);
}

function isInstalled(name: string): boolean {
  try {
    return execFileSync('dpkg-query', ['-W', '-f', '${db:Status-Abbrev}', name], { encoding: 'utf8', stdio: 'pipe' }).startsWith('ii');
  } catch {
    return false;
  }
}

function apt(...args: string[]): void {
  execFileSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, stdio: ['ignore', 'ignore', 'inherit'] });
}
