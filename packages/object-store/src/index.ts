export { ObjectStoreError, type ObjectStoreFault } from './object-store-error.js';
export { S3Objects, type Condition, type Described, type Listed, type S3Limits, type Stored } from './s3-objects.js';
export { makeDirectory, syncDirectory, writeDurably } from './durable.js';
export { FILE_STORE, type FileStore } from './files/file-store.js';
export { DirectoryFiles } from './files/directory-files.js';
export { S3Files } from './files/s3-files.js';
export { openFileStore } from './files/open-file-store.js';
