export { ObjectStoreError, type ObjectStoreFault } from './object-store-error.js';
export { S3Objects, type Condition, type Stored } from './s3-objects.js';
