import { CryptoFault } from '../crypto-fault.js';
import type { RootKey, RootKeySource } from '../keys/root-key.js';

/** Nest's token for `OpenRootKeys`. */
export const ROOT_KEYS: unique symbol = Symbol('parley.root-keys');

/** The root keys of a database that are in use, in this process's memory only. */
export class OpenRootKeys implements RootKeySource {
  /** Newest first; at least one. */
  constructor(private readonly keys: readonly [RootKey, ...RootKey[]]) {}

  /** The newest: what new tenant keys are wrapped with. */
  current(): RootKey {
    return this.keys[0];
  }

  /** Whether it is among them. */
  has(id: string): boolean {
    return this.keys.some((each) => each.id === id);
  }

  /** Raises CryptoFault for one that was retired before they were opened, or never was. */
  byId(id: string): RootKey {
    const found = this.keys.find((each) => each.id === id);
    if (!found) throw new CryptoFault('key_missing');
    return found;
  }

  /** Zeroes them; nothing that was answered may be used any more. */
  zero(): void {
    for (const { key } of this.keys) key.fill(0);
  }

  /** A root key in a log would be the end of it. */
  toJSON(): string {
    return '[root keys]';
  }
}
