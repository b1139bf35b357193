import { mkdir, stat } from 'node:fs/promises';
import { ConfigError } from '@parley/kernel';
import { DirectoryKeyStore } from './directory-key-store.js';
import type { KeyStore } from './key-store.js';

/** Read, write or entered by the group or by anybody. */
const OTHERS = 0o077;

/**
 * The key store that PARLEY_KEY_STORE names, made when it is missing. Raises ConfigError, one line: not set (it has no
 * default in production), not to be used, or open to others than its owner.
 */
export async function openKeyStore(directory: string | undefined): Promise<KeyStore> {
  if (directory === undefined) throw new ConfigError('PARLEY_KEY_STORE is missing: in production somebody chooses the directory of the key store, outside the database and its copies');
  const mode = await ownDirectory(directory).catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(`The key store ${directory} cannot be used (${code}): PARLEY_KEY_STORE`, { cause: error });
  });
  if ((mode & OTHERS) !== 0) throw new ConfigError(`The key store ${directory} is open to others than its owner (chmod 700): PARLEY_KEY_STORE`);
  return new DirectoryKeyStore(directory);
}

/** Makes the directory unless it is there, and answers its mode. */
async function ownDirectory(path: string): Promise<number> {
  const there = await stat(path).catch(() => undefined);
  if (there === undefined) await mkdir(path, { recursive: true, mode: 0o700 });
  return (there ?? (await stat(path))).mode;
}
