/** A root key in clear: in memory only. */
export interface OpenRootKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Buffer;
}

/** Nest's token for `OpenRootKeys`. */
export const ROOT_KEYS: unique symbol = Symbol('parley.root-keys');

/** The root keys of a database that have not been retired, opened once at start. */
export class OpenRootKeys {
  /** What new tenant keys are wrapped with. */
  readonly current: OpenRootKey;

  /** Newest first; at least one. */
  constructor(private readonly keys: readonly [OpenRootKey, ...OpenRootKey[]]) {
    this.current = keys[0];
  }

  /** The root key of this id, unless it has been retired or never was. */
  byId(id: string): OpenRootKey | undefined {
    return this.keys.find((each) => each.id === id);
  }

  /** Never shown: a root key in a log would be the end of it. */
  toJSON(): string {
    return '[root keys]';
  }
}
