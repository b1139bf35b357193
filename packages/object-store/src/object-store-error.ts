/** Why an object store did not do what it was asked. */
export type ObjectStoreFault =
  | 'unavailable' // it may do it later, or has done it and could not say so
  | 'refused' // it will not until somebody changes settings, rights or the bucket
  | 'missing' // there is no such file
  | 'condition'; // the object is not as the condition wants it: nothing was written

/** One line that names the store's own name for the error, without its message, which may name an account or an address. */
export class ObjectStoreError extends Error {
  constructor(
    readonly code: ObjectStoreFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ObjectStoreError';
  }
}

/** Answers below 500 that pass by themselves (Amazon S3 API Reference, "List of error codes"). */
const PASSING = new Set(['RequestTimeout', 'SlowDown', 'OperationAborted', 'ConditionalRequestConflict', 'TooManyRequests', 'ExpiredToken']);
/** The store does not know what it was asked, and will not later. */
const NOT_IMPLEMENTED = 501;
/** The SDK found no credentials anywhere, or what holds them does not answer. */
const NO_CREDENTIALS = 'CredentialsProviderError';

/** What the SDK threw, as an error of ours. */
export function faultOf(cause: unknown): ObjectStoreError {
  const { name, status } = described(cause);
  if (status === 412) return new ObjectStoreError('condition', 'The object in S3 is not the one that was to be replaced', { cause });
  if (name === NO_CREDENTIALS) return new ObjectStoreError('refused', 'There are no AWS credentials for S3: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role', { cause });
  if (status === undefined || (status >= 500 && status !== NOT_IMPLEMENTED) || PASSING.has(name)) return new ObjectStoreError('unavailable', `S3 does not answer (${name})`, { cause });
  return new ObjectStoreError('refused', `S3 refuses (${name})`, { cause });
}

/** The error's name, or its code where the network failed; and the status, where there was an answer. */
export function described(error: unknown): { name: string; status: number | undefined } {
  if (typeof error !== 'object' || error === null) return { name: 'no answer', status: undefined };
  const { name, code, $metadata: metadata } = error as { name?: string; code?: unknown; $metadata?: { httpStatusCode?: number } };
  const status = metadata?.httpStatusCode;
  return { name: status === undefined && typeof code === 'string' ? code : (name ?? 'no answer'), status };
}
