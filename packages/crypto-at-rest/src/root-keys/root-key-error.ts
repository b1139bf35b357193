/** Why the root key of a database is not there to be used. */
export type RootKeyFault =
  | 'root_key_not_made' // the database is empty: whoever prepares it makes one
  | 'root_key_missing' // the database has data and none
  | 'root_key_present' // one was to be made where there is one
  | 'not_configured' // no setting says who keeps it
  | 'key_unusable' // the key that wraps it is missing, damaged or open to others
  | 'root_key_foreign' // what is configured wraps another root key, or none of this database
  | 'key_service_unreachable' // it may answer later
  | 'too_few_recipients'
  | 'recipient_unknown' // of a row that nobody who held the root key vouches for
  | 'recipient_unreachable' // there is one that a new root key cannot be wrapped for
  | 'tenant_keys_unreadable';

/** One line that a person can act on; it names settings and files, never a key. */
export class RootKeyError extends Error {
  constructor(
    readonly code: RootKeyFault,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RootKeyError';
  }

  /** Whether the same may succeed a little later without anybody's doing. */
  get retryable(): boolean {
    return this.code === 'key_service_unreachable' || this.code === 'root_key_not_made';
  }
}
