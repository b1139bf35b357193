import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';

/** Length of keys and salts. */
export const KEY_BYTES = 32;

/** Which repository, where: part of what everything in it is bound to. */
export interface Repository {
  readonly id: string;
  readonly environment: string;
}

/** The keys of a repository, derived from the one of 32 bytes that its database's root key opens (README, "Keys"). */
export class RepositoryKeys {
  private readonly ids: KeyObject;
  private readonly ledger: KeyObject;

  /** The key stays the caller's, who may zero it once nothing is sealed or opened by this any more. */
  constructor(
    readonly repository: Repository,
    private readonly key: Buffer,
  ) {
    this.ids = createSecretKey(derive(key, '', 'parley backup ids v1'));
    this.ledger = createSecretKey(derive(key, '', 'parley backup ledger v1'));
  }

  /** The key of one sealed object, by its salt. */
  objectKey(salt: Buffer): KeyObject {
    return createSecretKey(derive(this.key, salt, 'parley backup object v1'));
  }

  /** The key of a pack's frames that belong to no app. */
  frameKey(salt: Buffer): KeyObject {
    return frameKeyUnder(this.key, salt);
  }

  /** Says that whoever wrote `keys/root` held the repository's key; 32 bytes. */
  ledgerMac(body: string): Buffer {
    return createHmac('sha256', this.ledger).update(body).digest();
  }

  /** What tells whether content has changed, and nothing else; 32 bytes. */
  fingerprint(content: Buffer): Buffer {
    return createHmac('sha256', this.ledger).update('fingerprint\0').update(content).digest();
  }

  /** A part of an object's name, 64 hex digits, that stands for an id and tells nobody which who has no key. */
  hiddenName(of: string, id: string): string {
    return createHmac('sha256', this.ledger).update(`name\0${of}\0`).update(id).digest('hex');
  }

  /**
   * What a chunk is known by, 32 bytes in hex: equal for equal rows of one app (or of none) in one table, and telling nothing
   * to whoever has no key, not even whether he guessed the rows.
   */
  chunkId(table: string, app: string, rows: Buffer): string {
    return createHmac('sha256', this.ids).update(`${table}\0${app}\0`).update(rows).digest('hex');
  }
}

/** The key of a pack's frames under a key of an app's own, which goes with the app. */
export const frameKeyUnder = (key: Buffer, salt: Buffer): KeyObject => createSecretKey(derive(key, salt, 'parley backup frame v1'));

const derive = (key: Buffer, salt: Buffer | string, info: string): Buffer => Buffer.from(hkdfSync('sha256', key, salt, info, KEY_BYTES));
