import { ConfigError } from '@parley/kernel';
import { syncDirectory, writeDurably } from '@parley/object-store';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { link, mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AuditFault } from '../audit-fault.js';
import { errorCode } from '../error-code.js';
import type { CheckpointSigner } from './checkpoint-signer.js';
import { newPrivateKey, signerFromText } from './private-key.js';
import { formatVerifierKey, parseVerifierKey, type VerifierKey } from './verifier-key.js';

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

/** The keys of a log as a file holds them. */
export interface FileKeys {
  readonly signer: CheckpointSigner;
  /** Those that signed before, the last one first. */
  readonly retired: readonly VerifierKey[];
}

/** Before the public key of one that signed before, on a line of its own behind the private key. */
const RETIRED = 'retired ';

function keysOf(text: string, name: string): FileKeys {
  const lines = text.split('\n');
  const retired = lines.filter((line) => line.startsWith(RETIRED)).map((line) => parseVerifierKey(line.slice(RETIRED.length).trim()));
  return { signer: signerFromText(name, lines.filter((line) => !line.startsWith(RETIRED)).join('\n')), retired };
}

/**
 * The keys that a file holds: a private key (`signerFromText`) and, since a rotation, the public keys before it; nothing when
 * there is no file. Raises ConfigError for a file that is a link, that others than its owner may read or write, that is
 * another user's, or that holds no key of this name.
 */
export async function keysFromFile(path: string, name: string): Promise<FileKeys | undefined> {
  const file = await opened(path);
  if (file === undefined) return undefined;
  try {
    const { mode, uid } = await file.stat();
    if ((mode & OTHERS) !== 0) throw new ConfigError(`${SETTING}: ${path} may be read or written by others than its owner: chmod 600`);
    if (uid !== 0 && uid !== process.getuid?.()) throw new ConfigError(`${SETTING}: ${path} belongs to another user`);
    return keysOf(await file.readFile('utf8'), name);
  } catch (error) {
    if (error instanceof AuditFault) throw new ConfigError(`${SETTING}: ${path}: ${error.message}`);
    throw error;
  } finally {
    await file.close();
  }
}

/** The signer of `keysFromFile`. */
export const signerFromFile = async (path: string, name: string): Promise<CheckpointSigner | undefined> => (await keysFromFile(path, name))?.signer;

/**
 * Makes a new key in a file that only its owner reads, durably, where none is; with the public keys of those that signed
 * before. Whole or not at all: another process that looks meanwhile finds no file. Rejects with EEXIST when there is one.
 */
export async function makeKeyFile(path: string, retired: readonly VerifierKey[] = []): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${randomUUID()}.part`;
  try {
    await writeDurably(part, [newPrivateKey(), ...retired.map((key) => `${RETIRED}${formatVerifierKey(key)}\n`)].join(''), 0o600);
    await link(part, path);
    await syncDirectory(dirname(path));
  } finally {
    await rm(part, { force: true });
  }
}

/** Puts a key file in another's place, durably and at once. */
export async function replaceKeyFile(path: string, by: string): Promise<void> {
  await rename(by, path);
  await syncDirectory(dirname(path));
}
