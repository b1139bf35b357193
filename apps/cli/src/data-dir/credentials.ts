import type { DataDir } from './data-dir.js';
import { writePrivateFile } from './write-file.js';

export interface AccountKey {
  readonly id: string;
  readonly secret: string;
}

/** Writes `credentials.json`, readable by its owner only: where the API answers and a key of the account. */
export const writeCredentials = (dataDir: DataDir, baseUrl: string, { id, secret }: AccountKey): void =>
  writePrivateFile(dataDir.credentials, `${JSON.stringify({ baseUrl, accountKey: { id, secret } }, undefined, 2)}\n`);
