import { CryptoFault, shardEpoch, type KeyStore } from '@parley/crypto-at-rest';

/** What says of the key store's objects how they are, and what they should be. */
export interface NamedSecrets {
  readonly secrets: Pick<KeyStore, 'read' | 'list'>;
  /** The state (`shardEpoch`) that an object has at least, by the database; nothing where that names no such object. */
  readonly epochOf: (secret: string) => Promise<number | undefined>;
}

/**
 * Whether the key store lacks what the database names, has an earlier state of it, as after a copy was put back, or one that
 * cannot be read. What was destroyed is not lost: a shard's row goes before its object does, and follows when it is replaced.
 */
export async function isLost({ secrets, epochOf }: NamedSecrets, name: string): Promise<boolean> {
  const epoch = await epochOf(name);
  if (epoch === undefined) return false;
  // Behind the row: an object is made, and replaced, before its row says so.
  const content = await secrets.read(name);
  // It may have been destroyed since.
  if (content === undefined) return (await epochOf(name)) !== undefined;
  return !isOf(content, epoch);
}

/** Also of a later state, or of a version that is not known here. */
function isOf(content: Buffer, epoch: number): boolean {
  try {
    return shardEpoch(content) >= epoch;
  } catch (fault) {
    return fault instanceof CryptoFault && fault.code === 'unknown_version';
  }
}
