import type { ScopedSql, Sql } from '@parley/persistence';
import { CryptoFault } from '../crypto-fault.js';
import { DURABLE, MARK_SHARD } from '../destroying/destroying.queries.js';
import { moveShard } from '../destroying/move-shard.js';
import { withShard, type ShardRow } from '../destroying/with-shard.js';
import type { KeyStore } from '../key-store/key-store.js';
import { keyIdOf } from '../keys/former-keys.js';
import { objectName, unavailable } from '../keys/shard-key.js';
import { readShard, type ShardObject } from '../keys/shard-object.js';
import type { TenantId } from '../keys/subject.js';
import type { AllTenantKeys, TenantKeys } from '../keys/tenant-keys.js';
import { LOCK_TENANT, SHARDS } from './rotation.queries.js';

/** Where a tenant's keys are. */
export interface TenantShards {
  readonly sql: ScopedSql;
  readonly store: KeyStore;
  readonly tenants: TenantKeys;
  readonly tenant: TenantId;
}

/** Data keys stay, all of them. */
const nobody = (): boolean => false;

/**
 * Has every shard of the tenant under its present key, and open for those of the keys before that are kept; each in a
 * transaction of its own, as an erasure does it. Shards that are so already stay. Answers how many do not open. May end
 * anywhere and be repeated, also by several at once.
 */
export async function renewShards({ sql, store, tenants, tenant }: TenantShards, tell: () => void): Promise<number> {
  let [failed, after] = [0, ''];
  for (;;) {
    const ids = (await sql.query<{ id: string }>(SHARDS, [tenant, after])).map(({ id }) => id);
    for (const id of ids) {
      if (!(await renewed({ sql, store, tenants, tenant }, id))) failed += 1;
      tell();
    }
    after = ids.at(-1) ?? after;
    if (ids.length === 0) return failed;
  }
}

/** False where it does not open. */
async function renewed({ sql, store, tenants, tenant }: TenantShards, id: string): Promise<boolean> {
  try {
    for (const step of [mark, move]) {
      const renew = (tx: Sql) => withShard(tx, tenant, tenants, id, async (shard, keys) => {
        if (!isRenewed(await objectOf(store, tenant, shard), shard, keys)) await step(tx, store, tenant, shard, keys);
      });
      await sql.transaction(renew);
    }
    return true;
  } catch (fault) {
    if (!(fault instanceof CryptoFault)) throw fault;
    // Somebody destroyed the tenant's keys meanwhile: then nothing is to be opened.
    return (await sql.transaction((tx) => tx.query(LOCK_TENANT, [tenant]))).length === 0;
  }
}

async function mark(tx: Sql, _store: KeyStore, tenant: TenantId, { id }: ShardRow): Promise<void> {
  await tx.query(DURABLE);
  await tx.query(MARK_SHARD, [tenant, id]);
}

async function move(tx: Sql, store: KeyStore, tenant: TenantId, shard: ShardRow, keys: AllTenantKeys): Promise<void> {
  await moveShard(tx, store, tenant, shard, keys, nobody);
}

/** Raises CryptoFault. */
async function objectOf(store: KeyStore, tenant: TenantId, shard: ShardRow): Promise<ShardObject> {
  const content = await store.read(objectName(tenant, shard.id)).catch(unavailable);
  if (content === undefined) throw new CryptoFault('key_missing');
  const object = readShard(content);
  for (const secret of [content, object.secret]) secret.fill(0);
  return object;
}

/**
 * Also where its rows follow its object. A shard that was made under the present key needs no elders: no copy that knows earlier
 * keys only has it.
 */
function isRenewed({ epoch, tenantKey, elders }: ShardObject, shard: ShardRow, { key, former }: AllTenantKeys): boolean {
  const kept = new Set(former.map(keyIdOf));
  return !shard.marked && shard.epoch === epoch && tenantKey === keyIdOf(key) && [...(elders?.keys() ?? [])].every((name) => kept.has(name));
}
