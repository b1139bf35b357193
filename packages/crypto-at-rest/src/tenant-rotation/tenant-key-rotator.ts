import type { Database, ScopedSql } from '@parley/persistence';
import { DURABLE } from '../destroying/destroying.queries.js';
import type { Abortable } from '../destroying/key-destroyer.js';
import { evictedEverywhere, writeEviction } from '../evictions/evictions.js';
import type { KeyStore } from '../key-store/key-store.js';
import { formerCount, keyIdOf, present } from '../keys/former-keys.js';
import type { KeyCache } from '../keys/key-cache.js';
import type { TenantId } from '../keys/subject.js';
import { zeroTenantKeys, type TenantKeyRow, type TenantKeys } from '../keys/tenant-keys.js';
import { nextKey, type RecordStep } from './next-key.js';
import { renewShards } from './renew-shards.js';
import { ASKED, ASK_FOR_ALL, COUNT_SHARDS, ENDED, LOCK_ASKED, LOCK_TENANT, REPLACE_KEY, UNDER_WAY } from './rotation.queries.js';
import { leftOut, TenantKeyError, unreadable } from './tenant-key-error.js';

/** Whoever watches a rotation. */
export interface RotationWatch {
  readonly record: RecordStep;
  /** Told how many shards of how many have been gone through. */
  readonly progress?: (done: number, total: number) => void;
}

/** What a rotation came to. */
export interface RotatedTenants {
  /** How many tenants have a new key now. */
  readonly tenants: number;
  /** Of how many of them a rotation that was begun before was gone on with. */
  readonly resumed: number;
}

/**
 * Replaces tenants' keys by new ones while everything runs. Data keys, and what they sealed, stay as they are. Stopped anywhere
 * it goes on where it was when it is called again; two at once do one rotation.
 */
export class TenantKeyRotator {
  constructor(
    private readonly store: KeyStore,
    private readonly tenants: TenantKeys,
    private readonly cache: KeyCache,
  ) {}

  /** Rotates one tenant's key. Raises TenantKeyError, `service_unavailable`. */
  async rotate(db: Database, tenant: TenantId, watch: RotationWatch): Promise<RotatedTenants> {
    return this.rotateEach(db.patient().system(), [tenant], watch);
  }

  /** Rotates every tenant's key once, and ends what was begun before. Who is damaged is left out, and told of at the end. */
  async rotateAll(db: Database, watch: RotationWatch): Promise<RotatedTenants> {
    const sql = db.patient().system();
    await sql.transaction(async (tx) => {
      await tx.query(LOCK_ASKED);
      await tx.query(ASK_FOR_ALL);
    });
    const asked = (await sql.query<{ tenant_id: string }>(ASKED)).map(({ tenant_id: tenant }) => tenant as TenantId);
    return this.rotateEach(sql, asked, watch);
  }

  /**
   * Keeps nothing any more of the keys that a tenant had before its present one, once no process remembers them: copies of the
   * database from before its last rotation are closed then. Answers how many keys went. Raises TenantKeyError.
   */
  async destroyFormer(db: Database, tenant: TenantId, { record }: RotationWatch, { signal }: Abortable): Promise<number> {
    const sql = db.patient().system();
    // A shard that one of them alone opens, as after the restore of a copy, is saved first.
    await this.renewAll(sql, tenant);
    const destroyed = await sql.transaction(async (tx) => {
      await tx.query(DURABLE);
      const [row] = await tx.query<TenantKeyRow & Record<string, unknown>>(LOCK_TENANT, [tenant]);
      if (!row || formerCount(row.tenant_wrapped) === 0) return 0;
      const [underWay] = await tx.query(UNDER_WAY, [tenant]);
      if (underWay) throw new TenantKeyError('rotation_under_way', `A rotation of the keys of ${tenant} has not ended: run it to its end first`);
      const keys = await this.tenants.openAll(tenant, row);
      const names = keys.former.map(keyIdOf);
      zeroTenantKeys(keys);
      await tx.query(REPLACE_KEY, [tenant, present(row.tenant_wrapped)]);
      await record(tx, { step: 'destroy', tenant, details: { destroyed: names } });
      await writeEviction(tx, tenant, [tenantName(tenant)]);
      return names.length;
    });
    this.cache.evict([tenantName(tenant)]);
    await evictedEverywhere(sql, tenant, signal);
    await this.renewAll(sql, tenant);
    return destroyed;
  }

  private async rotateEach(sql: ScopedSql, asked: readonly TenantId[], { record, progress = () => undefined }: RotationWatch): Promise<RotatedTenants> {
    const total = (await sql.query<{ count: number }>(COUNT_SHARDS, [asked]))[0]?.count ?? 0;
    let [tenants, resumed, failed, done] = [0, 0, 0, 0];
    let left: TenantKeyError | undefined;
    const tell = (): void => progress(++done, Math.max(done, total));
    progress(0, total);
    for (const tenant of asked) {
      const next = await nextKey(sql, this.tenants, tenant, record).catch((error: unknown) => void (left = leftOut(error, tenant)));
      if (!next) continue;
      const faults = await renewShards({ sql, store: this.store, tenants: this.tenants, tenant }, tell);
      failed += faults;
      if (faults > 0) continue;
      await this.end(sql, tenant, next.keyId, record);
      tenants += 1;
      resumed += next.begun ? 0 : 1;
    }
    if (failed > 0) throw unreadable(failed);
    if (left) throw left;
    return { tenants, resumed };
  }

  /** From here on nothing is under the key before, and no process uses it. */
  private async end(sql: ScopedSql, tenant: TenantId, keyId: string, record: RecordStep): Promise<void> {
    await sql.transaction(async (tx) => {
      if ((await tx.query(ENDED, [tenant, keyId])).length === 0) return;
      await record(tx, { step: 'end', tenant, details: { to: keyId } });
      await writeEviction(tx, tenant, [tenantName(tenant)]);
    });
    this.cache.evict([tenantName(tenant)]);
  }

  private async renewAll(sql: ScopedSql, tenant: TenantId): Promise<void> {
    const failed = await renewShards({ sql, store: this.store, tenants: this.tenants, tenant }, () => undefined);
    if (failed > 0) throw unreadable(failed);
  }
}

/** How caches call a tenant's keys. */
const tenantName = (tenant: TenantId): string => `tenant/${tenant}`;
