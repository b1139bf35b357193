import { randomBytes } from 'node:crypto';
import { AppError, type AppId } from '@parley/kernel';
import type { ScopedSql, Sql } from '@parley/persistence';
import { dataKey, KEY_BYTES, type DataKey } from '../cells/data-key.js';
import { FIND_DATA_KEYS, INSERT_DATA_KEYS, INSERT_NEXT_KEY, NEWEST_GENERATION, type DataKeyRow, type WholeKeyRow } from './data-keys.queries.js';
import type { KeyCache, Remembering } from './key-cache.js';
import { rowBeside, type KeyBeside } from './key-beside.js';
import { KeyReads } from './key-reads.js';
import { CryptoFault } from '../crypto-fault.js';
import { wrappingUnder } from './shard-key.js';
import type { Shards } from './shards.js';
import type { Subject, TenantId } from './subject.js';
import type { TenantKeys } from './tenant-keys.js';
import { UpperKeys } from './upper-keys.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** One subject of one tenant. */
export interface Owner {
  readonly tenant: TenantId;
  readonly subject: Subject;
}

/** A key of an owner's, and the how many-th it is, from 1. */
export interface LoadedKey extends DataKey {
  readonly generation: number;
}

/** The keys of an owner as they were read, for the caller to zero. */
export interface LoadedKeys {
  /** Those that could be opened, the newest first. */
  readonly keys: LoadedKey[];
  /** The newest of all: nothing is sealed by an older one, whatever became of this one. */
  sealing?: DataKey;
  /** Why one of them could not be opened. */
  fault?: CryptoFault | AppError;
}

/** Has no keys. */
const NOBODY = 'none' as AppId;

/** Names an owner in maps and in the cache. */
export const ownerName = ({ tenant, subject }: Owner): string => `${tenant}/${subject}`;

/** Where the keys of subjects come from: the cache, else the database and the key store. */
export class DataKeys {
  private readonly reads = new KeyReads();

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

  /**
   * Reads the keys of owners, all in one query; who has none is not in the answer. What could not be opened is a fault of its
   * owner only. `evenly`: at one price, whatever is remembered.
   */
  async load(sql: Sql | ScopedSql, owners: readonly Owner[], evenly = false): Promise<Map<string, LoadedKeys>> {
    const remembering = this.cache.remembering();
    return this.openRows(sql, evenly ? await wholeRows(sql, owners) : await this.rows(sql, owners), remembering);
  }

  /** Takes a key that the caller's own statement read beside a row, for it to be remembered. To be called before that statement. */
  besides(owner: Owner): (sql: Sql | ScopedSql, beside: KeyBeside) => Promise<void> {
    const remembering = this.cache.remembering();
    return async (sql, beside) => {
      const row = rowBeside(owner, beside);
      if (row) zeroKeys(await this.openRows(sql, [row], remembering));
    };
  }

  private async openRows(sql: Sql | ScopedSql, rows: readonly (DataKeyRow | WholeKeyRow)[], remembering: Remembering): Promise<Map<string, LoadedKeys>> {
    const upper = new UpperKeys(this.tenants, this.shards, sql, remembering);
    const loaded = new Map<string, LoadedKeys>();
    try {
      for (const row of rows) await this.add(loaded, row, upper, remembering);
      return loaded;
    } catch (error) {
      zeroKeys(loaded);
      throw error;
    } finally {
      upper.zero();
    }
  }

  /** Spends what reading a key takes, for nothing. */
  async pretendToLoad(sql: Sql): Promise<void> {
    await wholeRows(sql, [{ tenant: NOBODY, subject: `app:${NOBODY}` }]);
    await this.shards.pretendToRead();
  }

  /** Those of a tenant whose own keys are remembered are read without them, and with what others ask. */
  private rows(sql: Sql | ScopedSql, owners: readonly Owner[]): Promise<(DataKeyRow | WholeKeyRow)[]> {
    const [tenant, ...others] = new Set(owners.map((owner) => owner.tenant));
    if (tenant === undefined) return Promise.resolve([]);
    if (others.length > 0 || !this.tenants.remembers(tenant)) return wholeRows(sql, owners);
    return this.reads.of(sql, tenant, owners.map(({ subject }) => subject));
  }

  /** Makes a key for each subject, in the caller's transaction. Leaves those alone that somebody else was first to make one for. */
  async create(tx: Sql, tenant: TenantId, subjects: readonly Subject[]): Promise<Map<string, LoadedKeys>> {
    const pair = await this.tenants.ensure(tx, tenant);
    const shard = await this.shards.open(tx, tenant, pair, subjects.length);
    const fresh = [...new Set(subjects)].map((subject) => ({ subject, material: randomBytes(KEY_BYTES) }));
    const wrapped = fresh.map(({ subject, material }) => wrapKey(shard.key, material, dataKeyContext(tenant, subject, 1, shard.epoch)));
    for (const key of [pair.key, pair.index, shard.key]) key.fill(0);
    const made = await tx.query<{ subject: string }>(INSERT_DATA_KEYS, [tenant, shard.shardId, shard.epoch, fresh.map(({ subject }) => subject), wrapped]);
    const ours = new Set(made.map(({ subject }) => subject));
    const created = new Map<string, LoadedKeys>();
    for (const { subject, material } of fresh) {
      const key = { ...dataKey(material), generation: 1 };
      material.fill(0);
      if (ours.has(subject)) created.set(ownerName({ tenant, subject }), { keys: [key], sealing: key });
    }
    return created;
  }

  /** Makes an owner's next key, in the caller's transaction, and answers its generation. Raises CryptoFault `key_missing` where there is none yet. */
  async renew(tx: Sql, { tenant, subject }: Owner): Promise<number> {
    const pair = await this.tenants.existing(tx, tenant);
    const shard = await this.shards.open(tx, tenant, pair, 1);
    const material = randomBytes(KEY_BYTES);
    try {
      for (;;) {
        const [newest] = await tx.query<{ generation: number | null }>(NEWEST_GENERATION, [tenant, subject]);
        if (typeof newest?.generation !== 'number') throw new CryptoFault('key_missing');
        const generation = newest.generation + 1;
        const wrapped = wrapKey(shard.key, material, dataKeyContext(tenant, subject, generation, shard.epoch));
        // Where somebody else was first, his is committed now, and older than ours.
        if ((await tx.query(INSERT_NEXT_KEY, [tenant, subject, generation, shard.shardId, shard.epoch, wrapped])).length > 0) return generation;
      }
    } finally {
      for (const key of [pair.key, pair.index, shard.key, material]) key.fill(0);
    }
  }

  /** The rows of an owner come newest first. */
  private async add(loaded: Map<string, LoadedKeys>, row: DataKeyRow | WholeKeyRow, upper: UpperKeys, remembering: Remembering): Promise<void> {
    const owner: Owner = { tenant: row.tenant_id as TenantId, subject: row.subject as Subject };
    const name = ownerName(owner);
    const newest = !loaded.has(name);
    const entry = loaded.get(name) ?? { keys: [] };
    loaded.set(name, entry);
    try {
      const key = { ...(await this.open(owner, row, upper)), generation: row.generation };
      entry.keys.push(key);
      if (!newest) return;
      entry.sealing = key;
      if (!row.fresh) remembering.set(name, key.id, key.secret);
    } catch (fault) {
      if (!(fault instanceof CryptoFault || fault instanceof AppError)) throw fault;
      entry.fault ??= fault;
    }
  }

  private async open({ tenant, subject }: Owner, row: DataKeyRow | WholeKeyRow, upper: UpperKeys): Promise<DataKey> {
    const shard = await upper.shard(tenant, row);
    const { epoch, wrapped } = wrappingUnder(shard, row);
    const material = unwrapKey(shard.key, wrapped, dataKeyContext(tenant, subject, row.generation, epoch));
    const opened = dataKey(material);
    material.fill(0);
    return opened;
  }
}

const wholeRows = (sql: Sql, owners: readonly Owner[]): Promise<WholeKeyRow[]> =>
  sql.query<WholeKeyRow & Record<string, unknown>>(FIND_DATA_KEYS, [owners.map(({ tenant }) => tenant), owners.map(({ subject }) => subject)]);

/** Zeroes what `load` and `create` answer. */
export function zeroKeys(loaded: ReadonlyMap<string, LoadedKeys>): void {
  for (const { keys } of loaded.values()) for (const { secret } of keys) secret.fill(0);
}

/** What a data key's wrapping is bound to: nobody can pass it off as another's. */
export const dataKeyContext = (tenant: TenantId, subject: Subject, generation: number, epoch: number): string[] =>
  ['data', tenant, subject, String(generation), String(epoch)];
