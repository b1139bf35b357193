/** A root key in use. */
export interface RootKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Where the hierarchy gets root keys from. Both raise `service_unavailable` while the key service does not answer. */
export interface RootKeySource {
  /** The one that wraps what is made now. */
  current(): RootKey | Promise<RootKey>;
  /** Raises CryptoFault `key_missing` for one that this installation does not hold. */
  byId(id: string): RootKey | Promise<RootKey>;
  /** The current one, asked for anew: the one that was answered before has been retired. A source that never asks again has none. */
  renewed?(): Promise<RootKey>;
}
