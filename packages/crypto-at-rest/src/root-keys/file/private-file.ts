import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { RootKeyError } from '../root-key-error.js';

/** Read, write or run by the group or by anybody. */
const OTHERS = 0o077;

/** The code of a system's error, such as ENOENT. */
export const codeOf = (error: unknown): string => (typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unreadable');

/** The text of a file that holds a secret, without white space around it. Raises RootKeyError, by what it is called and which setting names it, when it is missing or others may read it. */
export function readPrivateFile(path: string, what: string, setting: string): string {
  const unusable = (message: string, cause?: unknown) => new RootKeyError('key_unusable', `The ${what} ${path} ${message}: ${setting}`, { cause });
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    // The opened file is asked, not the path: it could be another one by now.
    if ((fstatSync(file).mode & OTHERS) !== 0) throw unusable('may be read by others than its owner (chmod 600)');
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if (error instanceof RootKeyError) throw error;
    throw codeOf(error) === 'ENOENT' ? unusable('is missing', error) : unusable(`cannot be read (${codeOf(error)})`, error);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
