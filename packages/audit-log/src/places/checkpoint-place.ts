/**
 * Somewhere outside the database that keeps checkpoints and the leaf hashes under them: a directory, an object store. It
 * only grows. Names are as `object-names.ts` makes them: segments of letters, digits and dots, with slashes between.
 */
export interface CheckpointPlace {
  /** For alarms and findings: where it is, without secrets. */
  readonly name: string;
  /**
   * Puts an object where there is none, durably and whole or not at all. Does nothing when exactly this lies there; raises
   * AuditFault `place_altered` when something else does. Never overwrites.
   */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** What lies there; nothing when nothing does. */
  get(name: string): Promise<Buffer | undefined>;
  /** What lies right in a folder (`''` is the place itself): names of objects, and names of folders with a slash at their end. */
  list(folder: string): Promise<string[]>;
}
