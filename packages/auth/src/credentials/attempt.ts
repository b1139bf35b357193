import { createSecretKey, randomBytes, timingSafeEqual } from 'node:crypto';
import { secretDigest, type KeyRecord } from '../api-keys/key-record.js';
import type { KeyDirectory } from './key-directory.js';

/** Stands in for a key that does not exist: the same work is done, and nothing matches. */
const DUMMY = { digest: secretDigest(randomBytes(32).toString('base64url')), signingKey: createSecretKey(randomBytes(32)) };

/** One request's try to authenticate. Every failed try with a key id costs exactly one reading: of the key's row, and of what opens its secret. */
export class Attempt {
  private record: KeyRecord | undefined;
  private wasRemembered = false;
  private keyId: string | undefined;
  /** A fault of ours while looking: not the caller's mistake, so no 401. */
  fault?: Error;

  constructor(private readonly keys: KeyDirectory) {}

  /** Looks the key up, and answers what a signature is verified with: a key that matches nothing when there is none. */
  async lookUp(keyId: string): Promise<Pick<KeyRecord, 'signingKey'>> {
    this.keyId = keyId;
    this.wasRemembered = this.keys.remembers(keyId);
    this.record = await this.keys.find(keyId);
    return this.record ?? DUMMY;
  }

  /** The key that was looked up. */
  get key(): KeyRecord | undefined {
    return this.record;
  }

  /** The key, if this is its secret. */
  withSecret(secret: string): KeyRecord | undefined {
    const matches = timingSafeEqual(secretDigest(secret), (this.record ?? DUMMY).digest);
    return matches ? this.record : undefined;
  }

  /** To be awaited before a refusal: a remembered key spared the read that an unknown one costs. */
  async settle(): Promise<void> {
    if (this.keyId !== undefined && this.wasRemembered) await this.keys.pretendToFind(this.keyId);
  }
}
