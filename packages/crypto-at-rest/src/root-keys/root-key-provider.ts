/** What a wrapped root key is bound to: it opens for no other root key and in no other environment. */
export interface RootKeyContext {
  readonly rootKeyId: string;
  readonly environment: string;
}

/** Somebody who keeps a key that wraps root keys. */
export interface RootKeyProvider {
  /** What kind it is: stands beside what it wrapped. */
  readonly name: ProviderName;
  /** Which key it wraps with; no secret. */
  readonly recipient: string;
  /** The setting that names the key, for errors. */
  readonly setting: string;
  /** Wraps 32 bytes. Raises RootKeyError when its key cannot be used. */
  wrap(rootKey: Buffer, context: RootKeyContext): Promise<Buffer>;
  /** The 32 bytes, for the same context only. Raises RootKeyError: `root_key_foreign` where it does not open, `key_service_unreachable` where nobody answers. */
  unwrap(wrapped: Buffer, context: RootKeyContext): Promise<Buffer>;
}

export const PROVIDER_NAMES = ['file', 'aws-kms', 'pkcs11', 'recovery'] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** The context as additional data: JSON, so that no two contexts share one text. */
export const boundTo = ({ rootKeyId, environment }: RootKeyContext): Buffer =>
  Buffer.from(JSON.stringify(['parley root key v1', environment, rootKeyId]));
