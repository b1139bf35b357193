import { CryptoFault } from '@parley/crypto-at-rest';
import { AppError, type AppId } from '@parley/kernel';
import type { FormFile } from '../channels/multipart.js';
import { VendorFault } from '../channels/vendor-fault.js';

/** Files of messages that the installation keeps. */
export interface StoredFiles {
  /** Whether the address in a message of an app is that of a file kept here. */
  has(appId: AppId, mediaUrl: string): boolean;
  /** Opens it. What it raises, also while the file is read: AppError, CryptoFault. */
  open(appId: AppId, mediaUrl: string): Promise<FormFile>;
}

/** Opens a file for a channel, which is told of faults in its own words. Raises VendorFault, also while the file is read. */
export async function openForChannel(files: StoredFiles, appId: AppId, mediaUrl: string): Promise<FormFile> {
  const file = await files.open(appId, mediaUrl).catch(told);
  return { fileName: file.fileName, mediaType: file.mediaType, size: file.size, read: () => read(file) };
}

async function* read(file: FormFile): AsyncIterable<Uint8Array> {
  try {
    yield* file.read();
  } catch (error) {
    told(error);
  }
}

/** A store that is away may be there the next time; a file that is gone, or cannot be opened, will not. */
function told(error: unknown): never {
  if (error instanceof AppError) throw new VendorFault(error.code === 'service_unavailable' ? 'temporary' : 'media_error', error.code, undefined, { cause: error });
  throw error instanceof CryptoFault ? new VendorFault('media_error', error.code, undefined, { cause: error }) : error;
}
