import { stat } from 'node:fs/promises';
import { ConfigError } from '@parley/kernel';
import type { LogIdentity } from '../places/last-checkpoint.js';
import type { CheckpointSigner } from './checkpoint-signer.js';
import { keysFromFile, type FileKeys } from './key-file.js';
import type { VerifierKey } from './verifier-key.js';

/** The key that a running process signs with and those that it trusts, as its file has them: a rotation is taken over without a restart. */
export class LogKeys implements LogIdentity, CheckpointSigner {
  private constructor(
    private readonly path: string,
    readonly origin: string,
    private keys: FileKeys,
    private version: string,
  ) {}

  /** Nothing when there is no file. Raises ConfigError as `keysFromFile` does. */
  static async open(path: string, origin: string): Promise<LogKeys | undefined> {
    const version = await versionOf(path);
    const keys = version === undefined ? undefined : await keysFromFile(path, origin);
    return keys && version ? new LogKeys(path, origin, keys, version) : undefined;
  }

  get key(): VerifierKey {
    return this.keys.signer.key;
  }

  /** The key that signs, and those that did before it. */
  get trusted(): readonly VerifierKey[] {
    return [this.key, ...this.keys.retired];
  }

  sign(message: Uint8Array): Promise<Uint8Array> {
    return this.keys.signer.sign(message);
  }

  /** Reads the file again when it is another one. Raises ConfigError when it is gone or can no longer be used: nothing is to be signed then. */
  async refresh(): Promise<void> {
    const version = await versionOf(this.path);
    if (version === this.version) return;
    const keys = version === undefined ? undefined : await keysFromFile(this.path, this.origin);
    if (keys === undefined || version === undefined) throw new ConfigError(`PARLEY_AUDIT_KEY_FILE: ${this.path} is gone`);
    [this.keys, this.version] = [keys, version];
  }
}

/** What changes when a file is replaced; nothing when there is none. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { ino, mtimeMs, size } = await stat(path);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return undefined;
  }
}
