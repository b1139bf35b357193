import { randomBytes } from 'node:crypto';
import type { Sql } from '@parley/persistence';
import { KEY_BYTES } from '../cells/data-key.js';
import { CryptoFault } from '../crypto-fault.js';
import { former, openFormer, present, wrapFormer } from './former-keys.js';
import type { KeyCache, Remembering } from './key-cache.js';
import type { RootKey, RootKeySource } from './root-key.js';
import type { TenantId } from './subject.js';
import { tenantContext, wrappingKey, type Installation, type TenantKeyPurpose } from './tenant-wrapping.js';
import { unwrapKey, wrapKey } from './wrapping.js';

/** A row of `tenant_keys`, as it is or joined to others. */
export interface TenantKeyRow {
  readonly root_key_id: string;
  readonly tenant_wrapped: Buffer;
  readonly index_wrapped: Buffer;
  /** Written by this very transaction, which may yet be rolled back: not to be remembered. */
  readonly fresh: boolean;
}

/** A tenant's own two keys, 32 bytes each, for the caller to zero. */
export interface TenantKeyPair {
  readonly key: Buffer;
  readonly index: Buffer;
  /** The keys that `key` replaced, newest first, where they were read; memory keeps none of them. */
  readonly former?: readonly Buffer[];
}

/** All of them. */
export type AllTenantKeys = Required<TenantKeyPair>;

/** A tenant's keys in one call: those at hand, which a rotation may have replaced, and all of them as they are now. */
export interface TenantKeyAccess {
  readonly pair: TenantKeyPair;
  readonly all: () => Promise<AllTenantKeys>;
}

/** Nothing of them may be used any more. */
export function zeroTenantKeys({ key, index, former: replaced = [] }: TenantKeyPair): void {
  for (const each of [key, index, ...replaced]) each.fill(0);
}

/**
 * SQL: whether a row may have been written by the transaction that reads it, in whichever of its subtransactions. These
 * are numbered after it, so that the row's age is zero or negative; so is that of a row which somebody began to write later
 * and committed, which is then remembered at the next read. The bound is for rows older than half of all numbers: their
 * age comes round to negative ones, and all but few of them should be remembered.
 */
export const isFresh = (row: string): string => `age(${row}.xmin) between -10000000 and 0`;

const FIND = {
  name: 'tenant-key-find',
  text: `select root_key_id, wrapped as tenant_wrapped, index_wrapped, ${isFresh('t')} as fresh from tenant_keys t where tenant_id = $1`,
};

/** Nobody destroys or replaces the tenant's keys until the transaction ends: a shard that is made meanwhile would be overlooked. */
const HOLD = { name: 'tenant-key-hold', text: `${FIND.text} and length(index_wrapped) > 0 for share` };

const INSERT = {
  name: 'tenant-key-insert',
  text: 'insert into tenant_keys (tenant_id, root_key_id, wrapped, index_wrapped) values ($1, $2, $3, $4) on conflict do nothing',
};

/** The keys of apps and accounts, under the root key. */
export class TenantKeys {
  constructor(
    private readonly roots: RootKeySource,
    private readonly installation: Installation,
    private readonly cache: KeyCache,
  ) {}

  /** The tenant's keys. Raises CryptoFault `key_missing` where there are none. */
  async existing(sql: Sql, tenant: TenantId): Promise<TenantKeyPair> {
    const known = this.peek(tenant) ?? (await this.find(sql, tenant));
    if (!known) throw new CryptoFault('key_missing');
    return known;
  }

  /** The tenant's keys, made now where there are none. Raises CryptoFault `key_missing` once they were destroyed. */
  async ensure(sql: Sql, tenant: TenantId): Promise<TenantKeyPair> {
    const known = this.peek(tenant) ?? (await this.find(sql, tenant));
    if (known) return known;
    await this.make(sql, tenant, await this.roots.current());
    // Another transaction may have been first.
    const made = await this.find(sql, tenant);
    if (made) return made;
    // The root key was retired since this process asked for it, and nothing was written (migration 1764000024000).
    await this.make(sql, tenant, await (this.roots.renewed?.() ?? this.roots.current()));
    const again = await this.find(sql, tenant);
    if (!again) throw new Error('A tenant key was made and is not there');
    return again;
  }

  /** Makes the tenant's keys under a root key; writes nothing where there are some, or the root key was retired. */
  private async make(sql: Sql, tenant: TenantId, root: RootKey): Promise<void> {
    const [key, index] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];
    const under = wrappingKey(root);
    const wrapped = [wrapKey(under, key, this.context('tenant', tenant)), wrapKey(under, index, this.context('index', tenant))];
    for (const each of [under, key, index]) each.fill(0);
    await sql.query(INSERT, [tenant, root.id, ...wrapped]);
  }

  /** Opens what a row holds, and remembers it. Raises CryptoFault. */
  async open(tenant: TenantId, row: TenantKeyRow, remembering: Remembering): Promise<TenantKeyPair> {
    const known = this.peek(tenant);
    if (known) return known;
    // A tenant whose keys were destroyed keeps an empty row, so that it gets no others.
    if (row.index_wrapped.length === 0) throw new CryptoFault('key_missing');
    return this.openRow(tenant, row, remembering);
  }

  /** The same, with the keys that a rotation replaced, and never from memory. */
  async openAll(tenant: TenantId, row: TenantKeyRow, remembering: Remembering = this.cache.remembering()): Promise<AllTenantKeys> {
    if (row.index_wrapped.length === 0) throw new CryptoFault('key_missing');
    const pair = await this.openRow(tenant, row, remembering);
    return { ...pair, former: openFormer(pair.key, row.tenant_wrapped, tenant, this.installation) };
  }

  /** All of a tenant's keys as they are now. Raises CryptoFault `key_missing` where there are none. */
  async all(sql: Sql, tenant: TenantId): Promise<AllTenantKeys> {
    const remembering = this.cache.remembering();
    const [row] = await sql.query<TenantKeyRow & Record<string, unknown>>(FIND, [tenant]);
    if (!row) throw new CryptoFault('key_missing');
    return this.openAll(tenant, row, remembering);
  }

  /** The tenant's keys, which nobody destroys or replaces until `tx` ends. Raises CryptoFault `key_missing` where there are none. */
  async held(tx: Sql, tenant: TenantId): Promise<AllTenantKeys> {
    const remembering = this.cache.remembering();
    const [row] = await tx.query<TenantKeyRow & Record<string, unknown>>(HOLD, [tenant]);
    if (!row) throw new CryptoFault('key_missing');
    return this.openAll(tenant, row, remembering);
  }

  /** What a row holds in `tenant_wrapped` once `next` has replaced its key, which stays behind it. */
  async wrapNext(tenant: TenantId, row: Pick<TenantKeyRow, 'root_key_id' | 'tenant_wrapped'>, key: Buffer, next: Buffer): Promise<Buffer> {
    const under = wrappingKey(await this.roots.byId(row.root_key_id));
    const wrapped = wrapKey(under, next, this.context('tenant', tenant));
    under.fill(0);
    return Buffer.concat([wrapped, wrapFormer(next, key, tenant, this.installation), former(row.tenant_wrapped)]);
  }

  private async openRow(tenant: TenantId, row: TenantKeyRow, remembering: Remembering): Promise<TenantKeyPair> {
    const under = wrappingKey(await this.roots.byId(row.root_key_id));
    const pair = {
      key: unwrapKey(under, present(row.tenant_wrapped), this.context('tenant', tenant)),
      index: unwrapKey(under, row.index_wrapped, this.context('index', tenant)),
    };
    under.fill(0);
    if (!row.fresh) remembering.set(`tenant/${tenant}`, pair.key, pair.index);
    return pair;
  }

  /** Whether its keys are committed and remembered: only then may what is derived from them be. */
  remembers(tenant: TenantId): boolean {
    return this.cache.get(`tenant/${tenant}`) !== undefined;
  }

  private async find(sql: Sql, tenant: TenantId): Promise<TenantKeyPair | undefined> {
    const remembering = this.cache.remembering();
    const [row] = await sql.query<TenantKeyRow & Record<string, unknown>>(FIND, [tenant]);
    return row && this.open(tenant, row, remembering);
  }

  /** A copy: what is done with it may wait for something else. */
  private peek(tenant: TenantId): TenantKeyPair | undefined {
    const memory = this.cache.get(`tenant/${tenant}`);
    if (memory === undefined) return undefined;
    return { key: Buffer.from(memory.subarray(0, KEY_BYTES)), index: Buffer.from(memory.subarray(KEY_BYTES)) };
  }

  private context(purpose: TenantKeyPurpose, tenant: TenantId): string[] {
    return tenantContext(purpose, tenant, this.installation);
  }
}
