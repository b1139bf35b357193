/** Nest's token for the store of attachments' files. */
export const FILE_STORE = Symbol('FILE_STORE');

/** Files that are written once and read in parts. Names are folders and a name, of letters, digits and hyphens, between slashes. */
export interface FileStore {
  /** Whole or not at all, and durable when it resolves. Rejects with what `content` threw, and with ObjectStoreError. */
  write(name: string, content: AsyncIterable<Buffer>): Promise<void>;
  /** The bytes from `from` up to, not including, `to`, fewer where the file ends. Raises ObjectStoreError, `missing` where there is no such file. */
  read(name: string, from: number, to: number): AsyncIterable<Buffer>;
  /** Gone when it resolves, with what a write left half-way; also where it was not there. Raises ObjectStoreError. */
  destroy(name: string): Promise<void>;
}

const NAME = /^[A-Za-z0-9-]+(?:\/[A-Za-z0-9-]+)*$/;

/** A name is no path out of the store. */
export function checkFileName(name: string): string {
  if (!NAME.test(name)) throw new Error('Not a name in a file store');
  return name;
}
