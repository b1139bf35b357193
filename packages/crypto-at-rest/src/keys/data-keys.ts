import { randomBytes } from 'node:crypto';
import type { Sql } from '@parley/persistence';
import { dataKey, KEY_BYTES, type DataKey } from '../cells/data-key.js';
import { FIND_DATA_KEYS, INSERT_DATA_KEYS, type DataKeyRow } from './data-keys.queries.js';
import type { KeyCache } from './key-cache.js';
import type { Shards } from './shards.js';
import type { Subject, TenantId } from './subject.js';
import type { TenantKeys } from './tenant-keys.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** One subject of one tenant. */
export interface Owner {
  readonly tenant: TenantId;
  readonly subject: Subject;
}

/** The keys of an owner as they were read. */
export interface LoadedKeys {
  /** The newest first: it seals, all open. */
  readonly keys: DataKey[];
  /** Why one of them could not be opened. */
  fault?: unknown;
}

/** Names an owner in maps and in the cache. */
export const ownerName = ({ tenant, subject }: Owner): string => `${tenant}/${subject}`;

/** Where the keys of subjects come from: the cache, else the database and the key store. */
export class DataKeys {
  constructor(
    private readonly tenants: TenantKeys,
    private readonly shards: Shards,
    private readonly cache: KeyCache,
  ) {}

  /** The newest key of an owner if it is remembered: a view, to be used before anything is awaited. */
  peek(owner: Owner): DataKey | undefined {
    const memory = this.cache.get(ownerName(owner));
    return memory && { id: memory.subarray(0, KEY_BYTES), secret: memory.subarray(KEY_BYTES) };
  }

  /** Reads the keys of owners, all in one query; who has none is not in the answer. Raises `service_unavailable` only. */
  async load(sql: Sql, owners: readonly Owner[]): Promise<Map<string, LoadedKeys>> {
    const rows = await sql.query<DataKeyRow & Record<string, unknown>>(FIND_DATA_KEYS, [owners.map(({ tenant }) => tenant), owners.map(({ subject }) => subject)]);
    const loaded = new Map<string, LoadedKeys>();
    for (const row of rows) {
      const owner: Owner = { tenant: row.tenant_id as TenantId, subject: row.subject as Subject };
      const entry = loaded.get(ownerName(owner)) ?? { keys: [] };
      loaded.set(ownerName(owner), entry);
      try {
        entry.keys.unshift(await this.open(owner, row));
      } catch (fault) {
        entry.fault = fault;
        continue;
      }
      const [newest] = entry.keys;
      if (!row.fresh && newest) this.cache.set(ownerName(owner), newest.id, newest.secret);
    }
    return loaded;
  }

  /** Makes a key for each subject, in the caller's transaction. Leaves those alone that somebody else was first to make one for. */
  async create(tx: Sql, tenant: TenantId, subjects: readonly Subject[]): Promise<Map<string, LoadedKeys>> {
    const pair = await this.tenants.ensure(tx, tenant);
    const shard = await this.shards.open(tx, tenant, pair, subjects.length);
    const fresh = subjects.map((subject) => ({ subject, material: randomBytes(KEY_BYTES) }));
    const wrapped = fresh.map(({ subject, material }) => wrapKey(shard.key, material, context(tenant, subject, 1, shard.epoch)));
    const made = await tx.query<{ subject: string }>(INSERT_DATA_KEYS, [tenant, shard.shardId, shard.epoch, subjects, wrapped]);
    const ours = new Set(made.map(({ subject }) => subject));
    const created = new Map<string, LoadedKeys>();
    for (const { subject, material } of fresh) {
      if (ours.has(subject)) created.set(ownerName({ tenant, subject }), { keys: [dataKey(material)] });
      material.fill(0);
    }
    return created;
  }

  private async open({ tenant, subject }: Owner, row: DataKeyRow): Promise<DataKey> {
    const pair = await this.tenants.open(tenant, row);
    const { key, epoch, wrapped } = await this.shards.opener(tenant, pair, row);
    const material = unwrapKey(key, wrapped, context(tenant, subject, row.generation, epoch));
    const opened = dataKey(material);
    material.fill(0);
    return opened;
  }
}

/** What a data key's wrapping is bound to: nobody can pass it off as another's. */
const context = (tenant: TenantId, subject: Subject, generation: number, epoch: number): string[] =>
  ['data', tenant, subject, String(generation), String(epoch)];
