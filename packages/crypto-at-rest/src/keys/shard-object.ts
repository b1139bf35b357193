import { CryptoFault } from '../crypto-fault.js';
import { KEY_BYTES } from '../cells/data-key.js';

/** What the key store holds of a shard: the present secret, and what was wrapped anew when it last replaced another. */
export interface ShardObject {
  readonly epoch: number;
  /** 32 bytes. */
  readonly secret: Buffer;
  /**
   * Every data key that was there when this epoch began, wrapped under it, by `keyName`: an older copy of the database
   * knows them under a secret that is gone. Whoever is missing was erased.
   */
  readonly survivors: ReadonlyMap<string, Buffer>;
}

/** How a data key is called among a shard's. */
export const keyName = (subject: string, generation: number): string => `${subject}#${generation}`;

interface Stored {
  readonly version: number;
  readonly epoch: number;
  readonly secret: string;
  readonly survivors: Record<string, string>;
}

/** As the key store keeps it: JSON, keys in base64. */
export function writeShard({ epoch, secret, survivors }: ShardObject): Buffer {
  const stored: Stored = {
    version: 1, epoch, secret: secret.toString('base64'),
    survivors: Object.fromEntries([...survivors].map(([name, wrapped]) => [name, wrapped.toString('base64')])),
  };
  return Buffer.from(JSON.stringify(stored));
}

/** Raises CryptoFault `key_unreadable` for what is none, `unknown_version` for a newer one. */
export function readShard(content: Buffer): ShardObject {
  const stored = parsed(content);
  if (stored.version !== 1) throw new CryptoFault('unknown_version');
  const secret = Buffer.from(stored.secret, 'base64');
  if (secret.length !== KEY_BYTES) throw new CryptoFault('key_unreadable');
  return { epoch: stored.epoch, secret, survivors: new Map(Object.entries(stored.survivors).map(([name, wrapped]) => [name, Buffer.from(wrapped, 'base64')])) };
}

function parsed(content: Buffer): Stored {
  try {
    return JSON.parse(content.toString()) as Stored;
  } catch {
    // The parser's own message would repeat what it read.
    throw new CryptoFault('key_unreadable');
  }
}
