import { writeFileSync } from 'node:fs';
import { FileProvider, type RootKeyAccess } from '@parley/crypto-at-rest';

/** The variable by which jest's global setup tells its workers where the key file is. */
export const ROOT_KEY_FILE_VARIABLE = 'TEST_ROOT_KEY_FILE';

/** Opens the root key of every spec's database; it protects nothing. */
const KEY_BYTES = Buffer.alloc(32, 'for specs only');

/** Writes the specs' key file, once for the whole run. */
export function writeTestRootKeyFile(path: string): void {
  writeFileSync(path, `${KEY_BYTES.toString('base64')}\n`, { mode: 0o600 });
}

/** The key file that opens the root key of every database of `createTestDatabase()`: the value of PARLEY_ROOT_KEY_FILE for whatever a spec starts. */
export function testRootKeyFile(): string {
  const file = process.env[ROOT_KEY_FILE_VARIABLE];
  if (!file) throw new Error(`${ROOT_KEY_FILE_VARIABLE} is not set: run the specs with the repository's jest.config.mjs`);
  return file;
}

/** The same for code that opens the root key itself: `openRootKeys(database.system(), testRootKeyAccess())`. */
export const testRootKeyAccess = (file = testRootKeyFile(), environment = 'development'): RootKeyAccess =>
  ({ environment, providers: [FileProvider.open(file)], faults: [] });
