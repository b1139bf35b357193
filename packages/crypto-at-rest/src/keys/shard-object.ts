import { CryptoFault } from '../crypto-fault.js';
import { KEY_BYTES } from '../cells/data-key.js';

/** What the key store holds of a shard: the present secret, and what was wrapped anew when it last replaced another. */
export interface ShardObject {
  readonly epoch: number;
  /** 32 bytes; the reader zeroes them. */
  readonly secret: Buffer;
  /**
   * Every data key that was there when this epoch began, wrapped under it, by `keyName`: an older copy of the database
   * knows them under a secret that is gone. Whoever is missing was erased.
   */
  readonly survivors: ReadonlyMap<string, Buffer>;
  /** Names the tenant key that the shard's key is derived from (`keyIdOf`); a version before named none, and the tenant had one. */
  readonly tenantKey?: string;
  /**
   * The shard's key for copies of the database that know earlier keys of the tenant only, by the names of those, each
   * wrapped under a key that is derived as the shard's own is. No new key is made in such a shard.
   */
  readonly elders?: ReadonlyMap<string, Buffer>;
}

/** How a data key is called among a shard's. */
export const keyName = (subject: string, generation: number): string => `${subject}#${generation}`;

const VERSION = 1;
const HEADER_BYTES = 1 + KEY_BYTES;

/**
 * As the key store keeps it: version (1 byte), secret (32), then JSON with the epoch, the tenant key's name, and survivors and
 * elders in base64. The secret stands apart so that it never is a string, which nobody can zero. A version before reads what
 * it knows, which is enough as long as the tenant has had one key.
 */
export function writeShard({ epoch, secret, survivors, tenantKey, elders }: ShardObject): Buffer {
  const stored = { epoch, survivors: texts(survivors), ...(tenantKey !== undefined && { tenantKey }), ...(elders && { elders: texts(elders) }) };
  return Buffer.concat([Buffer.of(VERSION), secret, Buffer.from(JSON.stringify(stored))]);
}

/** Raises CryptoFault `key_unreadable` for what is none, `unknown_version` for a newer one. */
export function readShard(content: Buffer): ShardObject {
  if (content.length <= HEADER_BYTES) throw new CryptoFault('key_unreadable');
  if (content[0] !== VERSION) throw new CryptoFault('unknown_version');
  const { epoch, survivors, tenantKey, elders } = parsed(content.subarray(HEADER_BYTES));
  return {
    epoch, secret: Buffer.from(content.subarray(1, HEADER_BYTES)), survivors: buffers(survivors),
    ...(tenantKey !== undefined && { tenantKey }), ...(elders && { elders: buffers(elders) }),
  };
}

/** Which state of a shard an object is: a later one has a greater number. Raises what `readShard` raises. */
export function shardEpoch(content: Buffer): number {
  const { epoch, secret } = readShard(content);
  secret.fill(0);
  return epoch;
}

const texts = (keys: ReadonlyMap<string, Buffer>): Wrappings => [...keys].map(([name, key]) => [name, key.toString('base64')]);
const buffers = (keys: Wrappings): Map<string, Buffer> => new Map(keys.map(([name, key]) => [name, Buffer.from(key, 'base64')]));

type Wrappings = readonly (readonly [string, string])[];

interface Stored {
  readonly epoch: number;
  readonly survivors: Wrappings;
  readonly tenantKey?: string;
  readonly elders?: Wrappings;
}

function parsed(text: Buffer): Stored {
  const stored = json(text);
  if (!isStored(stored)) throw new CryptoFault('key_unreadable');
  return stored;
}

function json(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    throw new CryptoFault('key_unreadable');
  }
}

const isStored = (value: unknown): value is Stored =>
  typeof value === 'object' && value !== null && 'epoch' in value && Number.isSafeInteger(value.epoch) &&
  'survivors' in value && areWrappings(value.survivors) &&
  (!('tenantKey' in value) || typeof value.tenantKey === 'string') && (!('elders' in value) || areWrappings(value.elders));

const areWrappings = (value: unknown): boolean => Array.isArray(value) && value.every(isWrapping);

const isWrapping = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
