/**
 * Small secrets that rest outside the database, in their present state only: what is replaced or destroyed here is gone,
 * and with it what any older copy of the database needs to open.
 */
export interface KeyStore {
  /** Resolves with nothing when there is no such object. */
  read(name: string): Promise<Buffer | undefined>;
  /** Durable when it resolves, and whole: whoever reads meets the content before or after, never a part. */
  write(name: string, content: Buffer): Promise<void>;
  /** Gone when it resolves, also where it was not there. */
  destroy(name: string): Promise<void>;
}
