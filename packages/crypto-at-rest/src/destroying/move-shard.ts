import { randomBytes } from 'node:crypto';
import { AppError } from '@parley/kernel';
import type { Sql } from '@parley/persistence';
import { KEY_BYTES } from '../cells/data-key.js';
import type { KeyStore } from '../key-store/key-store.js';
import { dataKeyContext } from '../keys/data-keys.js';
import { keyIdOf } from '../keys/former-keys.js';
import { deriveElderKey, deriveShardKey, elderContext, objectName, unavailable } from '../keys/shard-key.js';
import { keyName, writeShard } from '../keys/shard-object.js';
import type { Subject, TenantId } from '../keys/subject.js';
import type { AllTenantKeys } from '../keys/tenant-keys.js';
import { wrapKey } from '../keys/wrapping.js';
import { MOVE_KEYS, MOVE_SHARD } from './destroying.queries.js';
import type { Selection } from './erased-subject.js';
import { erasedKeys, openShard, zeroShard, type ErasedKey, type OpenedShard } from './opened-shard.js';
import type { ShardRow } from './with-shard.js';

/** A key that is wrapped anew. */
interface Survivor {
  readonly subject: Subject;
  readonly generation: number;
  readonly wrapped: Buffer;
}

/** Who holds the shard's row is alone but for one who was cut off; he writes once more at most. */
const ATTEMPTS = 3;

/**
 * Begins a shard's next epoch, under the tenant's present key: wraps every key but the erased under a new secret, replaces
 * the object in the key store, and has the rows follow in `tx`, which holds the shard's row. From the replacement on nothing opens the erased; where `tx`
 * fails after it, the survivors' list opens the others. Answers the new epoch, and what is gone. Raises what `openShard` raises, and the
 * fault of a key that would have to be kept and does not open: nothing is changed then.
 */
export async function moveShard(
  tx: Sql, store: KeyStore, tenant: TenantId, shard: ShardRow, keys: AllTenantKeys, isErased: Selection,
): Promise<{ readonly epoch: number; readonly gone: readonly ErasedKey[] }> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const opened = await openShard(tx, store, tenant, keys, shard);
    const [epoch, secret] = [opened.epoch + 1, randomBytes(KEY_BYTES)];
    const under = deriveShardKey(keys.key, secret, tenant, shard.id, epoch);
    let next: Buffer | undefined;
    try {
      const survivors = wrapAnew(under, tenant, epoch, opened, isErased);
      next = writeShard({
        epoch, secret, survivors: new Map(survivors.map(({ subject, generation, wrapped }) => [keyName(subject, generation), wrapped])),
        tenantKey: keyIdOf(keys.key), elders: wrapForElders(under, secret, keys.former, tenant, shard.id, epoch),
      });
      if (!(await store.replace(objectName(tenant, shard.id), opened.content, next).catch(unavailable))) continue;
      await tx.query(MOVE_KEYS, [tenant, shard.id, epoch, survivors.map(({ subject }) => subject), survivors.map(({ generation }) => generation), survivors.map(({ wrapped }) => wrapped)]);
      await tx.query(MOVE_SHARD, [tenant, shard.id, epoch]);
      return { epoch, gone: erasedKeys(opened, isErased) };
    } finally {
      for (const key of [secret, under, next]) key?.fill(0);
      zeroShard(opened);
    }
  }
  throw new AppError('service_unavailable', 'Somebody else replaces an object of the key store');
}

/** Copies of the database that know an earlier key of the tenant open the shard still. */
function wrapForElders(shardKey: Buffer, secret: Buffer, former: readonly Buffer[], tenant: TenantId, shardId: string, epoch: number): Map<string, Buffer> {
  return new Map(former.map((key) => {
    const under = deriveElderKey(key, secret, tenant, shardId, epoch);
    try {
      return [keyIdOf(key), wrapKey(under, shardKey, elderContext(tenant, shardId, epoch))];
    } finally {
      under.fill(0);
    }
  }));
}

function wrapAnew(under: Buffer, tenant: TenantId, epoch: number, { members }: OpenedShard, isErased: Selection): Survivor[] {
  return members.filter((member) => !isErased(member)).map(({ subject, generation, material }) => {
    if (!Buffer.isBuffer(material)) throw material;
    return { subject, generation, wrapped: wrapKey(under, material, dataKeyContext(tenant, subject, generation, epoch)) };
  });
}
