import { isS3Url } from '@parley/kernel';
import { DirectoryFiles } from './directory-files.js';
import type { FileStore } from './file-store.js';
import { S3Files } from './s3-files.js';

/** The store that PARLEY_ATTACHMENT_STORE names: a directory or a bucket. Asks nobody yet. */
export const openFileStore = (place: string): FileStore => (isS3Url(place) ? new S3Files(place) : new DirectoryFiles(place));
