import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { RootKeyError } from '../root-key-error.js';
import { codeOf, readPrivateFile } from './private-file.js';

const SETTING = 'PARLEY_ROOT_KEY_FILE';
const KEY_BYTES = 32;
const BASE64_OF_KEY = /^[A-Za-z0-9+/]{43}=$/;

const unusable = (message: string, cause?: unknown): RootKeyError => new RootKeyError('key_unusable', `${message}: ${SETTING}`, { cause });

/** Reads a key file: 32 bytes as base64. Raises RootKeyError when it is missing, damaged, or others may read it. */
export function readKeyFile(path: string): Buffer {
  const text = readPrivateFile(path, 'key file', SETTING);
  if (!BASE64_OF_KEY.test(text)) throw unusable(`The key file ${path} does not hold 32 bytes as base64`);
  return Buffer.from(text, 'base64');
}

/** Makes a key file of 32 random bytes, readable by its owner only; whole or not at all. Raises RootKeyError, also when there is one: it is never written over. */
export function makeKeyFile(path: string): void {
  const part = `${path}.${randomBytes(6).toString('hex')}.part`;
  try {
    writeDurably(part, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    linkSync(part, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw unusable(codeOf(error) === 'EEXIST' ? `The key file ${path} is there already` : `The key file ${path} cannot be made (${codeOf(error)})`, error);
  } finally {
    rmSync(part, { force: true });
  }
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Without it a crash could lose the name although the content is on the disk. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
