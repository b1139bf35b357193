import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf, runningPostmaster, superuserUrl } from '@parley/postgres';

/** The URL of the embedded database that runs in a data directory, for its superuser. */
export function embeddedUrl(dataDir: string): string {
  const { cluster, password } = filesOf(join(dataDir, 'postgres'));
  const postmaster = runningPostmaster(cluster);
  if (!postmaster) throw new Error('The embedded database does not run');
  return superuserUrl(postmaster.port, readFileSync(password, 'utf8').trim(), 'parley');
}
