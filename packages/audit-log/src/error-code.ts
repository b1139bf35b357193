/** The code of a failure of the file system, such as ENOENT; nothing for any other error. Asks no class: specs run in a realm of their own. */
export const errorCode = (error: unknown): string | undefined =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
