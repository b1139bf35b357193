/** Nest's token for a process's `KeyStore`. */
export const KEY_STORE: unique symbol = Symbol('parley.key-store');

/**
 * Small secrets that rest outside the database, in their present state only: what is replaced or destroyed here is gone,
 * and with it what any older copy of the database needs to open.
 */
export interface KeyStore {
  /** Resolves with nothing when there is no such object. */
  read(name: string): Promise<Buffer | undefined>;
  /** Durable when it resolves, and whole: whoever reads meets the content before or after, never a part. */
  write(name: string, content: Buffer): Promise<void>;
  /**
   * The same where the object is `before` still, else false and nothing is written: of two who replace one state one
   * succeeds, also where one of them was held up for so long that the other was let in.
   */
  replace(name: string, before: Buffer, content: Buffer): Promise<boolean>;
  /** The names of all objects in a folder (a tenant's id, say) and the folders below it, in no order. */
  list(folder: string): Promise<string[]>;
  /** Gone when it resolves, also where it was not there. */
  destroy(name: string): Promise<void>;
}
