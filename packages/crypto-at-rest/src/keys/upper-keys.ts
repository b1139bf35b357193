import type { Sql } from '@parley/persistence';
import type { DataKeyRow, WholeKeyRow } from './data-keys.queries.js';
import type { Remembering } from './key-cache.js';
import type { ShardKey } from './shard-key.js';
import type { Shards } from './shards.js';
import type { TenantId } from './subject.js';
import type { AllTenantKeys, TenantKeyPair, TenantKeys } from './tenant-keys.js';

/** The tenant and shard keys that one call needs: each is opened once, also where the cache keeps nothing, and zeroed when the call ends. */
export class UpperKeys {
  private readonly pairs = new Map<string, Promise<TenantKeyPair>>();
  private readonly shardKeys = new Map<string, Promise<ShardKey>>();
  private readonly opened: Buffer[] = [];

  constructor(
    private readonly tenants: TenantKeys,
    private readonly shards: Shards,
    private readonly sql: Sql,
    private readonly remembering: Remembering,
  ) {}

  /** The key of a row's shard. Raises what opening it raised, each time. */
  async shard(tenant: TenantId, row: DataKeyRow | WholeKeyRow): Promise<ShardKey> {
    const pair = await once(this.pairs, tenant, async () => this.keep(await this.pair(tenant, row)));
    const access = { pair, all: () => this.all(tenant, row) };
    return once(this.shardKeys, `${tenant}/${row.shard_id}/${row.epoch}`, async () => this.keep(await this.shards.keyOf(tenant, access, row.shard_id, row.epoch, this.remembering)));
  }

  /** A row that came without them: its tenant's keys were remembered when it was asked for, and may not be any more. */
  private pair(tenant: TenantId, row: DataKeyRow | WholeKeyRow): Promise<TenantKeyPair> {
    return 'root_key_id' in row ? this.tenants.open(tenant, row, this.remembering) : this.tenants.existing(this.sql, tenant);
  }

  /** Where a rotation has replaced what was remembered. */
  private all(tenant: TenantId, row: DataKeyRow | WholeKeyRow): Promise<AllTenantKeys> {
    return 'root_key_id' in row ? this.tenants.openAll(tenant, row, this.remembering) : this.tenants.all(this.sql, tenant);
  }

  /** Nothing that was answered may be used any more. */
  zero(): void {
    for (const key of this.opened) key.fill(0);
  }

  private keep<Keys extends { readonly key: Buffer; readonly index?: Buffer }>(keys: Keys): Keys {
    this.opened.push(keys.key, ...(keys.index ? [keys.index] : []));
    return keys;
  }
}

function once<Value>(known: Map<string, Promise<Value>>, name: string, ask: () => Promise<Value>): Promise<Value> {
  const answer = known.get(name) ?? ask();
  known.set(name, answer);
  return answer;
}
