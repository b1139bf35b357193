import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastLine } from './log-file.js';
import { PostgresError } from './postgres-error.js';
import type { ServerUser } from './server-user.js';
import { spawnServer } from './spawn-server.js';

export const SUPERUSER = 'postgres';

/** Files of the embedded database below its folder. */
export const filesOf = (folder: string) => ({
  cluster: join(folder, 'cluster'),
  password: join(folder, 'superuser-password'),
  log: join(folder, 'postgres.log'),
});

function ownFolder(folder: string, user: ServerUser | undefined): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
}

/** Makes the cluster if there is none, with a random superuser password. Throws PostgresError. */
export async function ensureCluster(folder: string, binaries: string, user: ServerUser | undefined): Promise<void> {
  const { cluster, password, log } = filesOf(folder);
  if (existsSync(cluster)) return refuseOtherMajor(cluster, binaries);
  // Made under another name, so that a first start that was killed half-way is begun anew.
  const part = `${cluster}.new`;
  const secrets = join(folder, 'initdb');
  ownFolder(part, user);
  ownFolder(secrets, user);
  writeFileSync(password, randomBytes(32).toString('base64url'), { mode: 0o600 });
  chmodSync(password, 0o600);
  const given = join(secrets, 'password');
  writeFileSync(given, readFileSync(password), { mode: 0o600 });
  if (user !== undefined) chownSync(given, user.uid, user.gid);
  const output = openSync(log, 'a', 0o600);
  try {
    const initdb = spawnServer({
      program: join(binaries, 'bin', 'initdb'),
      folders: [part, secrets],
      args: ([data, secret]) => [
        '-D', data ?? '', '-U', SUPERUSER, `--pwfile=${secret}/password`, '--auth=scram-sha-256', '--no-instructions',
        '--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8',
      ],
      output,
      user,
    });
    const [code] = (await once(initdb, 'exit')) as [number | null];
    if (code !== 0) throw new PostgresError(`The embedded database could not be made: ${lastLine(log)}`);
  } finally {
    closeSync(output);
    rmSync(secrets, { recursive: true, force: true });
  }
  renameSync(part, cluster);
}

function refuseOtherMajor(cluster: string, binaries: string): void {
  const made = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  // The catalogue file of the binaries names their major version on its first line.
  const ours = /^# PostgreSQL (\d+)/.exec(readFileSync(join(binaries, 'share', 'postgresql', 'postgres.bki'), 'utf8').slice(0, 40))?.[1];
  if (ours !== undefined && made !== ours) {
    throw new PostgresError(`The embedded database was made by PostgreSQL ${made} and this is PostgreSQL ${ours}`);
  }
}
