import { mkdir, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError, isS3Url } from '@parley/kernel';
import { ObjectStoreError, S3Objects } from '@parley/object-store';
import { DirectoryKeyStore } from './directory-key-store.js';
import type { KeyStore } from './key-store.js';
import { S3KeyStore } from './s3-key-store.js';

/** Read, write or entered by the group or by anybody. */
const OTHERS = 0o077;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [100, 5000];

/** Told each new reason why a start waits. */
export type Log = (line: string) => void;

/**
 * The key store that PARLEY_KEY_STORE names: a directory, made when it is missing, or a bucket. Raises ConfigError, one
 * line: not set (it has no default in production), not to be used, open to others than its owner, or a bucket that keeps
 * what is destroyed. While S3 does not answer it waits and tells `log`, or without one raises ConfigError too.
 */
export async function openKeyStore(place: string | undefined, log?: Log): Promise<KeyStore> {
  if (place === undefined) throw new ConfigError('PARLEY_KEY_STORE is missing: in production somebody chooses the directory of the key store, outside the database and its copies');
  return isS3Url(place) ? openBucket(new S3KeyStore(S3Objects.at(place)), log) : openDirectory(place);
}

async function openDirectory(directory: string): Promise<KeyStore> {
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

async function openBucket(store: S3KeyStore, log: Log | undefined): Promise<KeyStore> {
  let told: string | undefined;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      await store.requireNoHistory();
      // Nobody's: without the right to list, S3 would refuse this instead of saying that it is not there.
      await store.read('none');
      return store;
    } catch (error) {
      if (!(error instanceof ObjectStoreError)) throw error;
      if (log === undefined || error.code !== 'unavailable') throw new ConfigError(`${error.message}: PARLEY_KEY_STORE`, { cause: error });
      if (error.message !== told) log(`Waiting. ${error.message}: PARLEY_KEY_STORE`);
      told = error.message;
    }
    await delay(wait);
  }
}
