/** How an object of the ledger is called in its zone: what it is bound to. */
export const fullName = (name: string): string => `keys/${name}`;

/** The part of a zone that is written over: `keys/`, which its names leave out. Whoever writes it cannot delete: an object without content stands for what is gone. */
export interface LedgerStore {
  /** Durable when it resolves, and whole: whoever reads meets what was there before, or after. */
  replace(name: string, content: Buffer): Promise<void>;
  /** Nothing where there is no such object. */
  read(name: string): Promise<Buffer | undefined>;
  /** Names that begin with `prefix`. */
  list(prefix: string): AsyncIterable<{ readonly name: string }>;
}
