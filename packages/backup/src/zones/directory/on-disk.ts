import { ObjectStoreError } from '@parley/object-store';

/** What the disk says, as an error of the store's. */
export async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((cause: unknown) => {
    throw cause instanceof ObjectStoreError ? cause : faultOfDisk(cause);
  });
}

function faultOfDisk(cause: unknown): ObjectStoreError {
  const code = codeOf(cause) ?? 'unknown';
  if (code === 'EEXIST') return new ObjectStoreError('condition', 'There is such a file already', { cause });
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTSUP', 'EOPNOTSUPP'].includes(code)) return new ObjectStoreError('refused', `The directory cannot be written or read (${code}): the worker needs the right to, on a file system with hard links`, { cause });
  return new ObjectStoreError('unavailable', `The directory cannot be used (${code})`, { cause });
}

export const codeOf = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** For what may not be there. */
export function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
}
