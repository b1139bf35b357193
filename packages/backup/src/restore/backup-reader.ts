/** Bytes from `from` up to, not including, `to`. */
export interface ReadRange {
  readonly from: number;
  readonly to: number;
}

/** Objects of a repository, from whichever zone has them good. */
export interface BackupReader {
  /** What `verify` does not throw at. Raises BackupFault `missing` where no zone has that. */
  read(name: string, options: { readonly range?: ReadRange; readonly verify: (name: string, bytes: Buffer) => Promise<void> }): Promise<unknown>;
  /** Names that begin with `prefix`, behind `after`, in any zone: in byte order, without repairs. */
  list(prefix: string, after?: string): AsyncIterable<string>;
}

/** Reads an object that `open` can open, and answers what that answers; a copy that it rejects is taken from elsewhere. */
export async function readOpened<T>(reader: BackupReader, name: string, open: (bytes: Buffer) => Promise<T>, range?: ReadRange): Promise<T> {
  let opened: { readonly value: T } | undefined;
  await reader.read(name, {
    ...(range && { range }),
    verify: async (_name, bytes) => {
      opened = { value: await open(bytes) };
    },
  });
  if (!opened) throw new Error(`A reader of backups answered ${name} without verifying it`);
  return opened.value;
}
