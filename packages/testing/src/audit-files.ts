import { dirname, join } from 'node:path';
import { testRootKeyFile } from './root-key/root-key.js';

/** Where the workers of a spec keep the key and the checkpoints of their database's audit log; gone with the run. */
export function testAuditFiles(databaseUrl: string): { PARLEY_AUDIT_KEY_FILE: string; PARLEY_AUDIT_PLACES: string } {
  const folder = join(dirname(testRootKeyFile()), 'audit', new URL(databaseUrl).pathname.slice(1));
  return { PARLEY_AUDIT_KEY_FILE: join(folder, 'audit.key'), PARLEY_AUDIT_PLACES: join(folder, 'place') };
}
