import { ConfigError } from '@parley/kernel';
import { constants } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AuditFault } from '../audit-fault.js';
import { errorCode } from '../error-code.js';
import type { CheckpointSigner } from './checkpoint-signer.js';
import { newPrivateKey, signerFromText } from './private-key.js';

/** Any right of the group or of others. */
const OTHERS = 0o077;
const SETTING = 'PARLEY_AUDIT_KEY_FILE';

async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw new ConfigError(`${SETTING}: ${path} cannot be read (${errorCode(error) ?? 'unknown'})`);
  }
}

/**
 * The signer whose private key a file holds (`signerFromText`); nothing when there is no file. Raises ConfigError for a file
 * that is a link, that others than its owner may read or write, that is another user's, or that holds no key of this name.
 */
export async function signerFromFile(path: string, name: string): Promise<CheckpointSigner | undefined> {
  const file = await opened(path);
  if (file === undefined) return undefined;
  try {
    const { mode, uid } = await file.stat();
    if ((mode & OTHERS) !== 0) throw new ConfigError(`${SETTING}: ${path} may be read or written by others than its owner: chmod 600`);
    if (uid !== 0 && uid !== process.getuid?.()) throw new ConfigError(`${SETTING}: ${path} belongs to another user`);
    return signerFromText(name, await file.readFile('utf8'));
  } catch (error) {
    if (error instanceof AuditFault) throw new ConfigError(`${SETTING}: ${path}: ${error.message}`);
    throw error;
  } finally {
    await file.close();
  }
}

/** Makes a new key in a file that only its owner reads, durably, where none is. */
export async function makeKeyFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(newPrivateKey());
    await file.sync();
  } finally {
    await file.close();
  }
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
